import { generateKeyPairSync, sign } from 'node:crypto';

export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

let made: Certificate | undefined;

/** A self-signed certificate for 127.0.0.1 and localhost, fresh for this process: no key is kept, nothing expires. */
export function certificate(): Certificate {
  made ??= make();
  return made;
}

// Just enough of DER for one certificate, since a machine with Node alone has no tool that makes one.
function der(tag: number, ...parts: readonly (Buffer | readonly number[])[]): Buffer {
  const content = Buffer.concat(parts.map((part) => Buffer.from(part)));
  const { length } = content;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length % 256];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

const sequence = (...parts: readonly (Buffer | readonly number[])[]): Buffer => der(0x30, ...parts);
const text = (tag: number, value: string): Buffer => der(tag, Buffer.from(value));
/** 2020-01-02T03:04:05Z. */
const time = (year: number): Buffer => text(0x18, `${year}0102030405Z`);
const ECDSA_WITH_SHA256 = sequence(der(0x06, [0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2]));
const COMMON_NAME = der(0x06, [0x55, 4, 3]);
const SUBJECT_ALT_NAME = der(0x06, [0x55, 0x1d, 17]);

/** RFC 5280, section 4.1. */
function make(): Certificate {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const name = sequence(der(0x31, sequence(COMMON_NAME, text(0x0c, 'localhost'))));
  const names = sequence(text(0x82, 'localhost'), der(0x87, [127, 0, 0, 1]));
  const version3 = der(0xa0, der(0x02, [2]));
  const serial = der(0x02, [1]);
  const extensions = der(0xa3, sequence(sequence(SUBJECT_ALT_NAME, der(0x04, names))));
  const body = sequence(version3, serial, ECDSA_WITH_SHA256, name, sequence(time(2020), time(2099)), name, publicKey.export({ type: 'spki', format: 'der' }), extensions);
  const whole = sequence(body, ECDSA_WITH_SHA256, der(0x03, [0], sign('sha256', body, privateKey)));
  const lines = whole.toString('base64').match(/.{1,64}/g) ?? [];
  return { key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), cert: ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n') };
}
