import { isObject, LONGEST_TIMER_MS } from '../model/index.js';
import type { CheckOptions } from './options.js';
import { UsageError } from './options.js';
import { didYouMean } from './target/nearest.js';

/** What a value must be, in words with an example, and whether it is that. */
interface Shape {
  readonly words: string;
  readonly example: string;
  fits(value: unknown): boolean;
}

const isText = (value: unknown): boolean => typeof value === 'string';
const isTextOrFunction = (value: unknown): boolean => isText(value) || typeof value === 'function';
const isListOf = (value: unknown, fits: (item: unknown) => boolean): boolean => Array.isArray(value) && value.every(fits);
const isNumber = (value: unknown, from: number, to: number): value is number => typeof value === 'number' && value >= from && value <= to;

const text = (example: string): Shape => ({ words: 'a text', example: `'${example}'`, fits: isText });
const texts = (example: string): Shape => ({ words: 'a list of texts', example: `['${example}']`, fits: (value) => isListOf(value, isText) });
const whole = (from: number, to: number): Shape => ({
  words: `a whole number from ${from} ${to < Number.MAX_SAFE_INTEGER ? `to ${to}` : 'on'}`, example: '100',
  fits: (value) => isNumber(value, from, to) && Number.isInteger(value),
});
const milliseconds = (from: number): Shape => ({ words: `a number of milliseconds${from > 0 ? ' above 0' : ''}`, example: '20_000 for 20 s', fits: (value) => isNumber(value, from, LONGEST_TIMER_MS) });
const yesOrNo: Shape = { words: 'true or false', example: 'true', fits: (value) => typeof value === 'boolean' };

/** Every option there is. A record, so that an option that is added is asked for here. */
const SHAPES: { readonly [name in keyof CheckOptions | 'path']: Shape } = {
  url: { words: 'a text, or a list of texts', example: "'http://localhost:3000/charges'", fits: (value) => isText(value) || isListOf(value, isText) },
  path: text('POST /charges'),
  method: text('PUT'),
  headers: texts('X-Client: retryproof'),
  bodies: texts('{"reference":"{{nonce}}"}'),
  effects: { words: 'a list of requests and functions', example: "['GET /charges?reference={{nonce}}']", fits: (value) => isListOf(value, isTextOrFunction) },
  effectsCount: text('/total'),
  state: text('GET /things/{{thing}}'),
  id: text('/charge/id'),
  success: text('/ok'),
  keyHeader: text('Idempotency-Key'),
  keyField: text('/event_id'),
  key: text('{{uuid}}'),
  keyFormat: { words: "'raw' or 'quoted'", example: "'quoted'", fits: (value) => value === 'raw' || value === 'quoted' },
  contract: { words: 'a name or a contract', example: "'ietf'", fits: (value) => isText(value) || (typeof value === 'object' && value !== null) },
  strict: yesOrNo,
  retentionMs: milliseconds(0),
  leaseMs: milliseconds(0),
  principals: texts('Authorization: Bearer a'),
  revoke: text('POST /logout'),
  also: text('POST /refunds'),
  alsoBody: text('{"reference":"{{nonce}}"}'),
  alsoEffects: { words: 'a request or a function', example: "'GET /refunds?reference={{nonce}}'", fits: isTextOrFunction },
  setups: texts('POST /customers {"name":"x"}'),
  captures: texts('customer=/id'),
  properties: { words: 'a list of names and properties', example: "['single-effect']", fits: (value) => Array.isArray(value) },
  skipProperties: texts('isolation'),
  require: texts('isolation'),
  seed: whole(0, 2 ** 32 - 1),
  timeMs: milliseconds(Number.MIN_VALUE),
  runs: whole(1, Number.MAX_SAFE_INTEGER),
  requests: whole(1, Number.MAX_SAFE_INTEGER),
  concurrency: whole(1, Number.MAX_SAFE_INTEGER),
  rate: { words: 'a number of requests a second above 0', example: '50', fits: (value) => isNumber(value, Number.MIN_VALUE, Infinity) },
  timeoutMs: milliseconds(Number.MIN_VALUE),
  exec: text('node server.js'),
  beforeRun: { words: 'a command or a function', example: "'npm run seed'", fits: isTextOrFunction },
  afterRun: { words: 'a command or a function', example: "'npm run clean'", fits: isTextOrFunction },
  instances: whole(1, Number.MAX_SAFE_INTEGER),
  sink: text('4010'),
  sinkAnswer: text('201 {"id":"{{id}}"}'),
  sinkKey: text('Idempotency-Key'),
  taps: texts('redis=6379'),
  tls: { words: 'an object of PEM texts', example: "{ ca: fs.readFileSync('ca.pem', 'utf8') }", fits: (value) => isObject(value) && [value['ca'], value['cert'], value['key']].every((pem) => pem === undefined || isText(pem)) && [undefined, true, false].includes(value['insecure'] as boolean | undefined) },
  unixSocket: text('/run/shop.sock'),
  proxy: text('http://localhost:3128'),
  allowHosts: texts('staging.example.com'),
  failFast: yesOrNo,
};

/** What the command line and configurations say, where the nearest name is another one. */
const CALLED: { readonly [name: string]: string } = {
  body: 'bodies', tap: 'taps', property: 'properties', skipProperty: 'skipProperties', allowHost: 'allowHosts', cacert: 'tls.ca', cert: 'tls.cert', keyFile: 'tls.key', insecure: 'tls.insecure', urls: 'url',
};

/**
 * Options as they come from code that no compiler has looked at: each one is known, and is what it must be. Values are not
 * quoted unless they are numbers, since secrets may stand in them.
 *
 * @throws UsageError naming the option, what is wrong with it and what would be right
 */
export function insistOnShapes(options: object): void {
  for (const [name, value] of Object.entries(options)) {
    const shape = Object.hasOwn(SHAPES, name) ? SHAPES[name as keyof typeof SHAPES] : undefined;
    if (shape === undefined) throw new UsageError(`"${name}" is no option`, hintFor(name));
    // Undefined is absent: options are often put together from what may be there.
    if (value === undefined || shape.fits(value)) continue;
    throw new UsageError(`${name} is ${kindOf(value)}, and not ${shape.words}`, `such as ${name}: ${shape.example}`);
  }
}

/** An option, and how a value that the command line has as text is written for it in code. */
export interface NamedOption {
  readonly name: string;
  readonly isList: boolean;
  /** The value, or one item of the list. */
  written(value: string): string;
}

/** The option that a flag without its dashes sets, such as `also-body`; undefined where there is none. */
export function optionOf(flag: string): NamedOption | undefined {
  const camel = flag.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
  const known = (Object.hasOwn(CALLED, camel) ? CALLED[camel] : undefined) ?? [camel, `${camel}s`, `${camel}Ms`].find((name) => Object.hasOwn(SHAPES, name));
  if (known === undefined) return undefined;
  const shape = Object.hasOwn(SHAPES, known) ? SHAPES[known as keyof typeof SHAPES] : undefined;
  return { name: known, isList: shape !== undefined && !shape.fits('') && shape.fits(['']), written: (value) => (shape?.fits(1) === true ? value : `'${value}'`) };
}

function hintFor(name: string): string {
  const called = Object.hasOwn(CALLED, name) ? CALLED[name] : undefined;
  return called === undefined ? (didYouMean(name, Object.keys(SHAPES)) ?? 'the README lists them, under "From code"') : `it is called ${called} here`;
}

/** What a value is, without what may be secret in it. */
export function kindOf(value: unknown): string {
  if (value === null || value === undefined || typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return 'a text';
  if (typeof value === 'function') return 'a function';
  if (!Array.isArray(value)) return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
  const odd = value.find((item) => typeof item !== 'string');
  return value.every((item) => typeof item === 'string') ? 'a list of texts' : `a list with ${kindOf(odd)} in it`;
}
