import { describe, expect, it } from 'vitest';
import { optionOf } from '../../../src/check/index.js';
import { OPTION_FLAGS } from '../../../src/cli/flags/options.js';
import { inOptions } from '../../../src/hosts/option-words.js';
import { createTally, verdictsOf } from '../../../src/judge/index.js';
import type { Need } from '../../../src/model/index.js';
import { properties } from '../../../properties/index.js';

describe('advice in options', () => {
  it('should know the option of every flag that sets one', () => {
    expect(OPTION_FLAGS.map(({ name }) => optionOf(name)?.name)).toEqual(OPTION_FLAGS.map(({ option }) => option));
  });

  it.each([
    ['give two callers: --principal \'Authorization: Bearer a\' --principal \'Authorization: Bearer b\'', "give two callers: principals: ['Authorization: Bearer a', 'Authorization: Bearer b']"],
    ["give a second route: --also 'POST /refunds' --also-body '{…}'", "give a second route: also: 'POST /refunds', alsoBody: '{…}'"],
    ['say where the resource id stands: --id /id or --id header:Location', "say where the resource id stands: id: '/id' or id: 'header:Location'"],
    ['give the time: --retention 2s --time 20s', 'give the time: retentionMs: 2000, timeMs: 20000'],
    ['give more --time, or with --lease how long a claim may last', 'give more timeMs, or with leaseMs how long a claim may last'],
    ['it may keep up with a lower --concurrency or --rate', 'it may keep up with a lower concurrency or rate'],
    ['--exec with --instances 2', 'exec with instances: 2'],
    ['--header "Accept" is no header line', 'headers "Accept" is no header line'],
    ['--config is of the command line', '--config is of the command line'],
    ['see --id, and run npx retryproof replay x.jsonl --exec …', 'see id, and run npx retryproof replay x.jsonl --exec …'],
  ])('should say %j', (flags, options) => {
    expect(inOptions(flags)).toBe(options);
  });

  it('should be left with no flag, whatever is missing', () => {
    const needs = [...new Set(properties.flatMap((each) => each.needs))];
    const ways = needs.flatMap((missing: Need) => {
      const tally = createTally(properties).add({ judgements: new Map(properties.map(({ id }) => [id, { verdict: 'unknown', reason: 'x', missing }])), findings: [], suspects: [] });
      return verdictsOf(tally, [], []).flatMap(({ way }) => way ?? []);
    });
    expect(ways.some((way) => way.includes('--'))).toBe(true);
    expect(ways.map(inOptions).filter((way) => way.includes('--'))).toEqual([]);
  });
});
