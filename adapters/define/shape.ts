import type { Adapter, FaultKind, Framing, Lane, Session } from '../../src/model/index.js';
import type { AdapterBreach } from './error.js';
import { shown } from './error.js';

type Names<Name extends string> = { readonly [name in Name]: true };

// Objects, so that the compiler misses none.
const FAULTS: Names<FaultKind> = { 'request-lost': true, 'response-withheld': true, close: true, reset: true, 'body-stalled': true, 'response-cut': true, doubled: true };
const LANES: Names<Lane> = { pooled: true, 'raw-headers': true, 'raw-body': true, pipelined: true, h2: true, 'h2-data': true };
const FRAMINGS: Names<Framing> = { 'own-connection': true, split: true, chunked: true };
const ADAPTER: Names<keyof Adapter> = { name: true, open: true };
const SESSION: Names<keyof Session> = { send: true, faults: true, framings: true, racing: true, processControl: true, taps: true, advanceClock: true, instances: true, close: true };

const OPEN = 'a function that returns a promise of a session';
const SEND = 'a function (request, options) that returns a promise of a completion';

/** What is wrong with an adapter, before it is opened. */
export function adapterBreaches(given: unknown): AdapterBreach[] {
  if (!isObject(given)) return [{ at: '', text: `${shown(given)} is no adapter: { name, open }` }];
  const { name, open } = given;
  const speaks = typeof name === 'string' && name.trim() !== '';
  return [
    ...(speaks ? [] : [{ at: 'name', text: `${told(name)}; reports show it, so it is a text that is not empty` }]),
    ...callable(open, 'open', OPEN),
    ...unknownMembers(given, ADAPTER),
  ];
}

/** What is wrong with what `open` came to. */
export function sessionBreaches(given: unknown): AdapterBreach[] {
  if (!isObject(given)) return [{ at: '', text: `open came to ${shown(given)}, which is no session: { send, … }` }];
  const { send, faults, framings, racing, processControl, taps, advanceClock, instances, close } = given;
  return [
    ...callable(send, 'send', SEND),
    ...named(faults, 'faults', 'fault', FAULTS),
    ...named(framings, 'framings', 'framing', FRAMINGS),
    ...racingBreaches(racing),
    ...(processControl === undefined ? [] : within(processControl, 'processControl', ({ control, look }) => [
      ...callable(control, 'processControl.control', 'a function (action, instance)'),
      ...(look === undefined ? [] : callable(look, 'processControl.look', 'a function (instance)')),
    ])),
    ...(taps === undefined ? [] : within(taps, 'taps', ({ places, isUsed, disturb }) => [
      ...(Array.isArray(places) ? [] : [{ at: 'taps.places', text: `${told(places)}; it is a list of { name, port }` }]),
      ...callable(isUsed, 'taps.isUsed', 'a function (name)'),
      ...callable(disturb, 'taps.disturb', 'a function (name, outage) that returns a function'),
    ])),
    ...(advanceClock === undefined ? [] : callable(advanceClock, 'advanceClock', 'a function (byMs) that returns a promise')),
    ...instanceBreaches(instances),
    ...(close === undefined ? [] : callable(close, 'close', 'a function that returns a promise')),
    ...unknownMembers(given, SESSION),
  ];
}

function racingBreaches(racing: unknown): AdapterBreach[] {
  if (racing === undefined) return [];
  return within(racing, 'racing', ({ lanes, race }) => [
    ...(lanes === undefined ? [{ at: 'racing.lanes', text: 'is missing; it is a list of lanes, fastest last' }] : named(lanes, 'racing.lanes', 'lane', LANES)),
    ...callable(race, 'racing.race', 'a function (volley, lane) that returns a list of promises'),
  ]);
}

function instanceBreaches(instances: unknown): AdapterBreach[] {
  if (instances === undefined) return [];
  if (!Array.isArray(instances) || instances.length === 0) return [{ at: 'instances', text: `${shown(instances)} is no list of origins, one per instance` }];
  return instances.flatMap((each: unknown, index) => (typeof each === 'string' && each !== '' ? [] : [{ at: `instances[${index}]`, text: `${shown(each)} is no origin, such as "http://127.0.0.1:3000"` }]));
}

function named(given: unknown, at: string, what: string, names: Names<string>): AdapterBreach[] {
  if (given === undefined) return [];
  if (!Array.isArray(given)) return [{ at, text: `${shown(given)} is no list` }];
  return given.flatMap((each: unknown, index) => {
    const known = typeof each === 'string' && Object.hasOwn(names, each);
    return known ? [] : [{ at: `${at}[${index}]`, text: `${shown(each)} is no ${what}; known are ${Object.keys(names).join(', ')}` }];
  });
}

function callable(given: unknown, at: string, what: string): AdapterBreach[] {
  return typeof given === 'function' ? [] : [{ at, text: `${told(given)}; it is ${what}` }];
}

function within(given: unknown, at: string, look: (object: { readonly [member: string]: unknown }) => AdapterBreach[]): AdapterBreach[] {
  return isObject(given) ? look(given) : [{ at, text: `${shown(given)} is no object` }];
}

/** A class may keep what it likes; what stands in a literal was meant for us. */
function unknownMembers(given: object, names: Names<string>): AdapterBreach[] {
  if (Object.getPrototypeOf(given) !== Object.prototype) return [];
  return Object.keys(given).flatMap((at) => (Object.hasOwn(names, at) ? [] : [{ at, text: `unknown member; known are ${Object.keys(names).join(', ')}` }]));
}

export function isObject(given: unknown): given is { readonly [member: string]: unknown } {
  return typeof given === 'object' && given !== null;
}

function told(given: unknown): string {
  return given === undefined ? 'is missing' : `${shown(given)} is not right`;
}
