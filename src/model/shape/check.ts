import type { Json } from '../json.js';
import { isObject } from '../json.js';

/** Collects what is wrong with a value, by place. */
export type Check = (value: unknown, place: string, breaches: string[]) => void;

const shown = (value: unknown): string => (value === undefined ? 'nothing' : (JSON.stringify(value) ?? typeof value).slice(0, 40));

/** A number of a range, whole where it says so; no upper end is `Infinity`. */
export function number(min: number, max: number, whole = true): Check {
  return (value, place, breaches) => {
    if (typeof value === 'number' && value >= min && value <= max && (!whole || Number.isInteger(value))) return;
    breaches.push(`${place}: a ${whole ? 'whole ' : ''}number from ${min} ${max === Infinity ? 'on' : `to ${max}`} is wanted, not ${shown(value)}`);
  };
}

export const text: Check = (value, place, breaches) => {
  if (typeof value !== 'string') breaches.push(`${place}: text is wanted, not ${shown(value)}`);
};

export const flag: Check = (value, place, breaches) => {
  if (typeof value !== 'boolean') breaches.push(`${place}: true or false is wanted, not ${shown(value)}`);
};

export const nothing: Check = (value, place, breaches) => {
  if (value !== null) breaches.push(`${place}: null is wanted, not ${shown(value)}`);
};

export function oneOf(...names: readonly string[]): Check {
  return (value, place, breaches) => {
    if (!names.includes(value as string)) breaches.push(`${place}: one of ${names.join(', ')} is wanted, not ${shown(value)}`);
  };
}

/** A JSON value, which must be there. */
export const json: Check = (value, place, breaches) => {
  if (value === undefined) breaches.push(`${place}: a value is missing`);
};

export function list(item: Check): Check {
  return (value, place, breaches) => {
    if (!Array.isArray(value)) breaches.push(`${place}: a list is wanted, not ${shown(value)}`);
    else value.forEach((each, index) => item(each, `${place}/${index}`, breaches));
  };
}

/** Two of one kind: a header's name and its value. */
export function pair(item: Check): Check {
  return (value, place, breaches) => {
    if (!Array.isArray(value) || value.length !== 2) breaches.push(`${place}: a list of two is wanted, not ${shown(value)}`);
    else value.forEach((each, index) => item(each, `${place}/${index}`, breaches));
  };
}

/** Any names, values of one kind. */
export function record(item: Check): Check {
  return (value, place, breaches) => {
    if (!isObject(value)) breaches.push(`${place}: an object is wanted, not ${shown(value)}`);
    else for (const [name, each] of Object.entries(value)) item(each as Json, `${place}/${name}`, breaches);
  };
}

/** Members that must be there, and members that may. Others are let be, for files of later versions. */
export function members(wanted: { readonly [name: string]: Check }, allowed: { readonly [name: string]: Check } = {}): Check {
  return (value, place, breaches) => {
    if (!isObject(value)) {
      breaches.push(`${place === '' ? 'the whole' : place}: an object is wanted, not ${shown(value)}`);
      return;
    }
    for (const [name, check] of Object.entries(wanted)) check(value[name], `${place}/${name}`, breaches);
    for (const [name, check] of Object.entries(allowed)) if (value[name] !== undefined) check(value[name], `${place}/${name}`, breaches);
  };
}

/** An object of which one member decides what else is in it. */
export function byKind(kinds: { readonly [kind: string]: Check }, by = 'kind'): Check {
  return (value, place, breaches) => {
    const kind = isObject(value) ? value[by] : undefined;
    if (typeof kind === 'string' && Object.hasOwn(kinds, kind)) kinds[kind]?.(value, place, breaches);
    else breaches.push(`${place}/${by}: one of ${Object.keys(kinds).join(', ')} is wanted, not ${shown(kind)}`);
  };
}

/** The first that fits; where none does, what the last one says. */
export function either(...checks: readonly Check[]): Check {
  return (value, place, breaches) => {
    let found: string[] = [];
    for (const check of checks) {
      found = [];
      check(value, place, found);
      if (found.length === 0) return;
    }
    breaches.push(...found);
  };
}

/** What a check says of a value, each breach with its place. */
export function breachesIn(value: unknown, check: Check): string[] {
  const breaches: string[] = [];
  check(value, '', breaches);
  return breaches;
}
