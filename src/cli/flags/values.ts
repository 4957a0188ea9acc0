import { readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { insistOnContract } from '../../check/contract.js';
import { UsageError } from '../../check/options.js';
import { didYouMean } from '../../check/target.js';
import { isObject } from '../../model/index.js';
import { parseDuration } from '../duration.js';
import type { Flag } from './flag.js';

/** Where a value was written: as a flag, or in a configuration file. */
export interface Source {
  /** How messages call it: `--time`, or `retryproof.json, line 3: time`. */
  call(flag: Flag): string;
  /** What relative file names are relative to. */
  readonly dir: string;
}

/** Contracts that have a name; everything else is a file. The engine knows them, its caller says them. */
const CONTRACT_NAME = /^[a-z][a-z0-9-]*$/;

/** A flag's raw value (from the command line or from JSON) as the options want it. */
export function flagValue(flag: Flag, raw: unknown, source: Source): unknown {
  const call = source.call(flag);
  if (flag.code === true && typeof raw === 'function') return flag.kind === 'texts' ? [raw] : raw;
  switch (flag.kind) {
    case 'texts':
      return list(raw).map((each) => (flag.code === true && typeof each === 'function' ? each : textOf(each, call)));
    case 'bodies':
      return list(raw).map((each) => bodyOf(each, call, source));
    case 'body':
      return bodyOf(single(raw, call), call, source);
    case 'switch':
      if (typeof single(raw, call) !== 'boolean') throw new UsageError(`${call} is true or false`);
      return raw;
    case 'file':
      return readText(textOf(single(raw, call), call), call, source);
    case 'contract':
      return contractOf(single(raw, call), call, source);
    case 'duration':
      return durationOf(single(raw, call), call, flag);
    case 'count':
    case 'number':
      return numberOf(single(raw, call), call, flag);
    case 'text':
      return choiceOf(textOf(single(raw, call), call), flag, call);
  }
}

function list(raw: unknown): readonly unknown[] {
  return Array.isArray(raw) ? raw : [raw];
}

function single(raw: unknown, call: string): unknown {
  if (Array.isArray(raw)) throw new UsageError(`${call} was given ${raw.length} times`, 'it has one value');
  return raw;
}

function textOf(raw: unknown, call: string): string {
  if (typeof raw === 'string') return raw;
  if (typeof raw === 'number') return String(raw);
  throw new UsageError(`${call} is a text`, `not ${JSON.stringify(raw)}`);
}

function choiceOf(text: string, flag: Flag, call: string): string {
  if (flag.choices === undefined || flag.choices.includes(text)) return text;
  throw new UsageError(`${call} "${text}" is none of ${flag.choices.join(', ')}`, didYouMean(text, flag.choices));
}

function numberOf(raw: unknown, call: string, { kind, positive }: Flag): number {
  const whole = kind === 'count';
  const number = typeof raw === 'string' && raw.trim() !== '' ? Number(raw) : raw;
  if (typeof number !== 'number' || !Number.isFinite(number) || number < 0 || (whole && !Number.isSafeInteger(number)) || (positive && number === 0)) {
    throw new UsageError(`${call} "${String(raw)}" is no ${whole ? 'whole number' : 'number'} ${positive ? 'above 0' : 'from 0 on'}`, 'such as 100');
  }
  return number;
}

function durationOf(raw: unknown, call: string, flag: Flag): number {
  // In a file, a number can only mean what the options mean by it: milliseconds.
  if (flag.leastBareMs !== undefined && typeof raw === 'number' && raw > 0 && raw < flag.leastBareMs) {
    throw new UsageError(`${call} ${raw} is ${raw} ms, and nothing can be checked in that`, `say the unit: "${raw}s", or "${raw}ms"`);
  }
  const durationMs = typeof raw === 'number' && raw >= 0 ? raw : parseDuration(textOf(raw, call), call);
  if (flag.positive && durationMs === 0) throw new UsageError(`${call} "${String(raw)}" is no time at all`, 'such as 1500ms, 20s, 2m');
  return durationMs;
}

/** Text, `@file`, or in a configuration the JSON itself. */
function bodyOf(raw: unknown, call: string, source: Source): string {
  if (typeof raw === 'object' && raw !== null) return JSON.stringify(raw);
  const text = textOf(raw, call);
  return text.startsWith('@') ? readText(text.slice(1), call, source) : text;
}

/** A name, or the contents of a contract file. */
function contractOf(raw: unknown, call: string, source: Source): unknown {
  if (typeof raw === 'object' && raw !== null) {
    insistOnContract(raw, call);
    return raw;
  }
  const text = textOf(raw, call);
  if (CONTRACT_NAME.test(text)) return text;
  const tree = parseJsonFile(readText(text, call, source), text, call);
  if (isObject(tree) && tree['format'] === 'retryproof-report') {
    throw new UsageError(`${call}: ${text} is a report, and no contract: its contract is under "contract"`, `take it out: jq .contract ${text} > contract.json`);
  }
  if (isObject(tree) && tree['format'] === 'retryproof-reports') {
    throw new UsageError(`${call}: ${text} holds reports, and no contract: each has its contract under "contract"`, `take one out: jq '.reports[0].contract' ${text} > contract.json`);
  }
  insistOnContract(tree, `${call} ${text}`);
  return renamed(tree, text);
}

/** A pinned contract is still called after what it was learnt by; a report should say which file was the law. */
function renamed(tree: unknown, file: string): unknown {
  return isObject(tree) && tree['name'] === 'auto' ? { ...tree, name: basename(file) } : tree;
}

function parseJsonFile(text: string, file: string, call: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${call}: ${file} is not JSON: ${(error as Error).message}`, 'a contract file is JSON');
  }
}

/** Reads a file that the user named. */
export function readText(file: string, call: string, { dir }: Pick<Source, 'dir'>): string {
  try {
    return readFileSync(resolve(dir, file), 'utf8');
  } catch (error) {
    throw new UsageError(`${call}: ${file} cannot be read: ${fileTrouble(error)}`, `looked for ${resolve(dir, file)}`);
  }
}

/** What the file system said, in words. */
export function fileTrouble(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  const words: { readonly [code: string]: string } = {
    ENOENT: 'there is no such file or directory',
    EACCES: 'permission denied',
    EISDIR: 'it is a directory',
    ENOTDIR: 'part of its path is not a directory',
    EEXIST: 'a file is in the way',
    ENOSPC: 'the disk is full',
    EROFS: 'the file system is read-only',
  };
  return words[code ?? ''] ?? message;
}
