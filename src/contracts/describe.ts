import type { Contract, Discriminator } from '../model/index.js';
import { statusesOf } from './classify.js';

type Line = readonly [field: string, text: string | undefined];

/**
 * A contract in short lines for a terminal, each with where it comes from: `another payload: rejected with 422 (from calibration)`.
 * What the contract does not promise has no line.
 */
export function describeContract(contract: Contract): string[] {
  const lines = [...keyLines(contract), ...answerLines(contract), ...replayLines(contract), ...timeLines(contract)];
  return lines.flatMap(([field, text]) => (text === undefined ? [] : [`${text}${sourceOf(contract, field)}`]));
}

function sourceOf({ sources = {} }: Contract, field: string): string {
  const source = sources[field] ?? Object.entries(sources).find(([each]) => each.startsWith(`${field}.`))?.[1];
  if (source === undefined) return '';
  // A line of a terminal has no room for a URL; the contract itself has it.
  return ` (${source === 'calibration' ? 'from calibration' : source.replace(/^https?:\/\/([^/]+).*$/, '$1')})`;
}

function keyLines({ natural, key, scope, missingKey }: Contract): Line[] {
  const form = { raw: 'bare', quoted: 'quoted', both: 'bare or quoted' };
  const place = key === undefined ? undefined : key.in === 'header' ? `in ${key.name}` : `in the body at ${key.name}`;
  return [
    ['natural', natural === true ? 'key: none; the request itself is idempotent' : undefined],
    ['key', key === undefined ? undefined : `key: ${String(place)}${key.format === undefined ? '' : `, ${form[key.format]}`}${key.maxLength === undefined ? '' : `, at most ${String(key.maxLength)} characters`}`],
    ['missingKey', missingKey === undefined ? undefined : `without a key: ${missingKey === 'reject' ? 'rejected' : 'executed'}`],
    ['scope', scope === undefined ? undefined : `a key is unique per ${scope.join(', ') || 'service'}`],
  ];
}

function answerLines(contract: Contract): Line[] {
  const { inFlight, mismatch, equivalence, answers } = contract;
  const list = (set: readonly string[]): string => set.join(', ') || 'no status of its own';
  const ways = { conflict: list(statusesOf(contract, 'inFlight')), wait: 'the first\'s answer after a wait', error: 'an error' };
  // Where the body tells, its line says so, and the default status would mislead.
  const told = answers?.mismatch === undefined && answers?.discriminators?.some((each) => each.class === 'mismatch');
  const others = { reject: told === true ? 'rejected' : `rejected with ${list(statusesOf(contract, 'mismatch'))}`, replay: 'gets the first answer', execute: 'executed', identity: 'is another operation' };
  return [
    ['inFlight', inFlight === undefined ? undefined : `while the first is running: ${inFlight.map((way) => ways[way]).join(', or ')}`],
    ['mismatch', mismatch === undefined ? undefined : `another payload: ${others[mismatch]}`],
    ['equivalence', equivalence === undefined ? undefined : `one request: ${equivalence === 'json' ? 'the same JSON, whatever its member order and white space' : 'the same bytes'}`],
    ['answers.accepted', answers?.accepted === undefined ? undefined : `accepted: ${list(answers.accepted)}`],
    ...(answers?.discriminators ?? []).map((each): Line => ['answers.discriminators', ruleText(each)]),
  ];
}

function ruleText({ class: is, statuses, pointer, equals, not }: Discriminator): string {
  const value = equals === undefined ? (not === true ? 'absent' : 'there') : `${not === true ? 'not ' : ''}${equals.map((each) => JSON.stringify(each)).join(' or ')}`;
  return `${is}: ${statuses === undefined ? 'any status' : statuses.join(', ')} with ${pointer === '' ? 'the body' : pointer} ${value}`;
}

function replayLines({ replay, stored, failure, marker }: Contract): Line[] {
  const alike = { bytes: 'the same bytes', fields: 'the same members', 'current-state': 'the current state', none: 'any body' };
  const status = replay?.status === undefined ? '' : replay.status === 'same' ? `, the same status${replay.mayFinish === true ? ' (after a 202 any 2xx, with its id)' : ''}` : ', any 2xx';
  const answer = `${replay?.identity === undefined ? 'an answer' : alike[replay.identity]}${status}`;
  const retry = { replay: 'gets the failure again', 're-run': 'runs again', poison: 'is refused: the key is burned' };
  return [
    ['replay', replay === undefined ? undefined : `a finished retry: ${replay.finished === 'conflict-with-id' ? 'a conflict with the resource id' : answer}`],
    ['replay.headers', replay?.headers === undefined ? undefined : `replayed headers: ${['location', 'content-type', ...replay.headers].join(', ')}`],
    ['replay.volatile', replay?.volatile === undefined ? undefined : `differ at every answer: ${replay.volatile.join(', ')}`],
    ['stored', stored === undefined ? undefined : `stored: ${stored.join(', ')}`],
    ['failure', failure === undefined ? undefined : `a retry of a failure: ${retry[failure]}`],
    ['marker', marker === undefined ? undefined : `a replay is marked: ${marker.name}${marker.value === undefined ? '' : `: ${marker.value}`}`],
  ];
}

function timeLines({ resourceId, retentionMs, retentionFrom, afterExpiry, leaseMs, waitMs, durability }: Contract): Line[] {
  const seconds = (ms: number): string => `${String(ms / 1000)} s`;
  const since = retentionFrom === undefined ? '' : ` from its ${retentionFrom}`;
  const then = afterExpiry === undefined ? '' : `, then ${{ new: 'it is new', reject: 'it is rejected', may: 'it may be new' }[afterExpiry]}`;
  return [
    ['resourceId', resourceId === undefined ? undefined : `resource id: ${resourceId.map((place) => place || 'the body').join(', ')}`],
    ['retentionMs', retentionMs === undefined ? undefined : `a key is kept: ${seconds(retentionMs)}${since}${then}`],
    ['leaseMs', leaseMs === undefined ? undefined : `a claim ends: ${seconds(leaseMs)} after its attempt`],
    ['waitMs', waitMs === undefined ? undefined : `a duplicate waits: at most ${seconds(waitMs)}`],
    ['durability', durability === undefined ? undefined : `after a restart: ${durability === 'volatile' ? 'keys may be forgotten' : durability}`],
  ];
}
