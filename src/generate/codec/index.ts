import type { Json } from '../../model/index.js';
import { form } from './form.js';
import { json } from './json.js';
import type { Codec } from './types.js';

/** The codec of a media type; undefined where the body is opaque text. */
export function codecFor(mediaType: string): Codec | undefined {
  const essence = mediaType.split(';')[0]?.trim().toLowerCase() ?? '';
  if (essence === 'application/json' || essence.endsWith('+json')) return json;
  return essence === 'application/x-www-form-urlencoded' ? form : undefined;
}

/**
 * The tree of a body, or undefined where there is no codec or the bytes are not what the media type says.
 *
 * @example
 * ```ts
 * treeOf('application/x-www-form-urlencoded', new TextEncoder().encode('a[b]=1')); // { a: { b: '1' } }
 * ```
 */
export function treeOf(mediaType: string, bytes: Uint8Array): Json | undefined {
  try {
    return codecFor(mediaType)?.decode(new TextDecoder('utf-8', { fatal: true }).decode(bytes)).tree;
  } catch {
    return undefined;
  }
}
