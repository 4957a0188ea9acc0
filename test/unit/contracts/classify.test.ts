import { describe, expect, it } from 'vitest';
import { autoContract, classify, presets } from '../../../src/contracts/index.js';
import type { AnswerClass, AnswerRules, Contract, Json } from '../../../src/model/index.js';

const under = (answers: AnswerRules): Contract => ({ version: 1, name: 'test', answers });
const meaning = (status: number, answers: AnswerRules = {}, tree?: Json): AnswerClass =>
  classify({ status, ...(tree === undefined ? {} : { tree }) }, under(answers));

const DEFAULTS: readonly (readonly [is: AnswerClass, statuses: readonly number[]])[] = [
  ['accepted', [200, 201, 202, 204, 207, 299]],
  ['in-flight', [409]],
  ['mismatch', [422]],
  ['transient', [408, 425, 429, 500, 502, 503, 504, 599]],
  ['refused', [400, 401, 402, 403, 404, 405, 410, 412, 423, 428, 451, 499]],
  ['unclear', [100, 102, 103, 300, 301, 303, 304, 307, 600, 0]],
];

describe('classify, where the contract says nothing', () => {
  it.each(DEFAULTS)('should read as %s: %j', (is, statuses) => {
    for (const status of statuses) expect(classify({ status }, { version: 1, name: 'empty' }), String(status)).toBe(is);
  });

  it('should be total: every status has a class under every preset', () => {
    for (const { contract } of presets) for (let status = 0; status < 700; status++) expect(classify({ status }, contract)).toBeTypeOf('string');
  });
});

describe('classify, under the sets of a contract', () => {
  it.each<[string, number, AnswerRules, AnswerClass]>([
    ['a set replaces its default entirely', 201, { accepted: ['200'] }, 'unclear'],
    ['an empty set means that no status says so, and the rest of 4xx is a refusal', 409, { inFlight: [] }, 'refused'],
    ['what is said of one class beats what is assumed of another', 409, { refused: ['409'] }, 'refused'],
    ['409 for another payload', 409, { mismatch: ['409'] }, 'mismatch'],
    ['409 accepted', 409, { accepted: ['2xx', '409'] }, 'accepted'],
    ['accepted before in flight', 202, { accepted: ['2xx'], inFlight: ['202'] }, 'accepted'],
    ['202 in flight, where acceptance is 201', 202, { accepted: ['201'], inFlight: ['202'] }, 'in-flight'],
    ['in flight before mismatch', 400, { inFlight: ['400'], mismatch: ['400'] }, 'in-flight'],
    ['mismatch before refused', 400, { mismatch: ['400'], refused: ['4xx'] }, 'mismatch'],
    ['refused before transient', 429, { refused: ['4xx'], transient: ['429'] }, 'refused'],
    ['425 in flight where the contract says so', 425, { inFlight: ['409', '425'] }, 'in-flight'],
    ['a 1xx where the contract says so', 102, { inFlight: ['102', '409'] }, 'in-flight'],
    ['a range', 302, { accepted: ['2xx', '300-303'] }, 'accepted'],
    ['5xx left out of transient is unclear', 500, { transient: ['503'] }, 'unclear'],
    ['429 left out of transient is a refusal', 429, { transient: ['503'] }, 'refused'],
    ['the default of refused does not reach the defaults of others', 409, { accepted: ['200'] }, 'in-flight'],
  ])('%s', (_, status, answers, is) => {
    expect(meaning(status, answers)).toBe(is);
  });
});

describe('classify, by discriminators', () => {
  const gocardless: AnswerRules = { discriminators: [{ class: 'accepted', statuses: ['409'], pointer: '/error/links/id' }] };
  const always200: AnswerRules = { discriminators: [{ class: 'refused', statuses: ['200'], pointer: '/error' }] };

  it.each<[string, number, AnswerRules, Json | undefined, AnswerClass]>([
    ['409 with the id is done', 409, gocardless, { error: { links: { id: 'p1' } } }, 'accepted'],
    ['409 without it is in flight', 409, gocardless, { error: { links: {} } }, 'in-flight'],
    ['409 that is no JSON is in flight', 409, gocardless, undefined, 'in-flight'],
    ['other statuses are left alone', 400, gocardless, { error: { links: { id: 'p1' } } }, 'refused'],
    ['200 with an error is a refusal', 200, always200, { error: 'declined' }, 'refused'],
    ['"error": null is no error', 200, always200, { error: null }, 'accepted'],
    ['null counts where equals names it', 200, { discriminators: [{ class: 'refused', pointer: '/id', equals: [null] }] }, { id: null }, 'refused'],
    ['equals compares structures', 200, { discriminators: [{ class: 'transient', pointer: '/e', equals: [{ a: 1, b: [2] }] }] }, { e: { b: [2], a: 1 } }, 'transient'],
    ['equals tells 1 from "1"', 200, { discriminators: [{ class: 'refused', pointer: '/e', equals: [1] }] }, { e: '1' }, 'accepted'],
    ['not: the member is absent', 200, { discriminators: [{ class: 'refused', pointer: '/id', not: true }] }, {}, 'refused'],
    ['not: the member is none of these', 200, { discriminators: [{ class: 'refused', pointer: '/ok', equals: [true], not: true }] }, { ok: false }, 'refused'],
    ['not: the member is one of these', 200, { discriminators: [{ class: 'refused', pointer: '/ok', equals: [true], not: true }] }, { ok: true }, 'accepted'],
    ['they beat the sets', 201, { accepted: ['201'], ...always200, discriminators: [{ class: 'transient', pointer: '/later' }] }, { later: 1 }, 'transient'],
  ])('%s', (_, status, answers, tree, is) => {
    expect(meaning(status, answers, tree)).toBe(is);
  });

  it('should stop at the first that matches', () => {
    const stripe = presets.find(({ name }) => name === 'stripe')?.contract ?? autoContract;
    const error = (code: string): Json => ({ error: { type: 'idempotency_error', code } });
    expect(classify({ status: 409, tree: error('idempotency_key_in_use') }, stripe)).toBe('in-flight');
    expect(classify({ status: 400, tree: error('') }, stripe)).toBe('mismatch');
    expect(classify({ status: 400, tree: { error: { type: 'invalid_request_error' } } }, stripe)).toBe('refused');
  });
});
