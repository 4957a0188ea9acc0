import { describe, expect, it } from 'vitest';
import type { Finding, Outage, OutageKind } from '../../../src/model/index.js';
import { createMasker, renderReplay, renderTerminal } from '../../../src/report/index.js';
import { followUps } from '../../../src/report/terminal/follow-ups.js';
import { schedule } from '../../../src/report/terminal/schedule.js';
import { EVENTS, FINDING, HISTORY, PLAN, RESULT, invoke, withFinding } from './literal.js';

const explain = (property: string) =>
  property === 'single-effect'
    ? { means: 'The key is looked up and stored in two steps, and a duplicate fits in between.', fix: 'Claim the key with a unique constraint before executing.' }
    : undefined;
const masked = createMasker({ salt: 'salt' }).result(RESULT);

describe('renderTerminal', () => {
  it('should tell a violation from its sentence to the command that runs it again', () => {
    expect(renderTerminal(masked, { explain })).toMatchSnapshot();
  });

  it('should stay within the width, but for what is copied', () => {
    const lines = renderTerminal(masked, { explain, width: 72 }).split('\n');
    expect(lines.filter((line) => line.length > 72)).toEqual([expect.stringMatching(/^ {2}Run again {4}npx retryproof replay \S+$/)]);
  });

  it('should not pass ids for effects where nothing counted them', () => {
    const verdict = { ...RESULT.verdicts[0]!, verdict: 'pass', findings: [], needs: ['probe', 'resource-id'] } as const;
    const told = (had: typeof verdict.had) => renderTerminal({ ...RESULT, exitCode: 0, verdicts: [{ ...verdict, had }] });
    expect(told([])).toContain('0 in 210 exposed plans: below 1.4 %; by ids alone, without --effects\n');
    expect(told(['probe'])).toContain('0 in 210 exposed plans: below 1.4 %\n');
  });

  it('should say that a campaign was ended for what it had found', () => {
    const told = (stats: typeof RESULT.stats) => renderTerminal({ ...RESULT, stats });
    expect(told({ ...RESULT.stats, endedEarly: { afterMs: 6_010, ofMs: 20_000 } })).toContain('ended        after 6.01 s of 20 s, to shrink and confirm what it had found; a larger --time goes\n               on for longer\n');
    expect(told(RESULT.stats)).not.toContain('to shrink and confirm');
  });

  it('should paint only when asked', () => {
    expect(renderTerminal(masked, { explain })).not.toContain('\u001b');
    expect(renderTerminal(masked, { explain, color: true })).toContain('\u001b[31m');
  });

  it('should say of an operation that it is made from the answer to another', () => {
    const [step] = PLAN.steps;
    const operation = step?.kind === 'operation' ? step.operation : undefined;
    const child = { ...operation!, id: 1, route: 1, parent: 0, key: { kind: 'shared', of: 0 }, attempts: [{ id: 'a2', start: { kind: 'after', of: 'a1', pauseMs: 0 } }] } as const;
    const lines = schedule({ ...PLAN, steps: [...PLAN.steps, { kind: 'operation', operation: child }] });
    expect(lines).toContain('operation 1, route 2, the key of operation 0, made from the answer to operation 0: a2 after a1 ended');
  });

  it('should keep an error page that is compared on one line, without what moves a cursor', () => {
    const page = '<!DOCTYPE html>\n<html>\n  <title>Error\u001b[31m</title>';
    const events = EVENTS.map((event) => (event.type === 'complete' && event.attempt === 's0' ? { ...event, response: { status: 500, headers: [], body: page } } : event));
    const text = renderTerminal(withFinding({ ...FINDING, history: { ...HISTORY, events } }), { explain });
    expect(text).toMatch(/\+ body +<!DOCTYPE html> <html> <title>Error \[31m<\/title>\n/);
  });

  it('should tell an ordinary request that was compared with from one of the same payload', () => {
    const events = [invoke('c0.0', 90, { phase: 'control' }), invoke('o0.1', 95, { phase: 'control' })];
    const told = followUps({ history: { ...HISTORY, events }, violation: { ...FINDING.violation, attempts: ['c0.0', 'o0.1'] } });
    expect(told).toEqual(['c0.0 after that: the same payload under a fresh key, to compare with', 'o0.1 after that: an ordinary request under a fresh key, to compare with']);
  });

  it('should tell many retries in one line, and a few one by one', () => {
    const retries = (count: number) => Array.from({ length: count }, (_, index) => invoke(`s0.${String(index)}`, 10 + index, { phase: 'settle' }));
    const told = (count: number) => {
      const events = [...retries(count), invoke('c0.0', 90, { phase: 'control' })];
      return followUps({ history: { ...HISTORY, events }, violation: { ...FINDING.violation, attempts: events.map(({ attempt }) => attempt) } });
    };
    const control = 'c0.0 after that: the same payload under a fresh key, to compare with';
    expect(told(2)).toEqual(['s0.0 after that: a retry, without any fault', 's0.1 after that: a retry, without any fault', control]);
    expect(told(31)).toEqual(['s0.0 to s0.30 after that: 31 retries, without any fault', control]);
  });

  it('should say of an outage what it is, of what, for how long and when', () => {
    const outage = { kind: 'outage', of: 'redis', durations: 2.5, id: 'd0', start: { kind: 'during', of: 'a0', durations: 0.3 } } as const;
    const lineOf = (how: OutageKind | undefined, more: Partial<Outage> = {}) => schedule({ ...PLAN, disruptions: [{ ...outage, ...(how === undefined ? {} : { how }), ...more }] }).at(-1);
    const moment = '0.3 durations after a0 was sent';
    expect(lineOf(undefined)).toBe(`d0: redis gone for 2.5 durations (connections reset, new ones too), ${moment}`);
    expect(lineOf('cut')).toBe(`d0: connections to redis reset, ${moment}`);
    expect(lineOf('lost-answer')).toBe(`d0: the next answer of redis lost on each connection, and the connection with it, for 2.5 durations, ${moment}`);
    expect(lineOf('lost-answer', { skip: 1 })).toBe(`d0: the answer after the next one of redis lost on each connection, and the connection with it, for 2.5 durations, ${moment}`);
    expect(lineOf('lost-answer', { skip: 3 })).toBe(`d0: the answer after the next 3 of redis lost on each connection, and the connection with it, for 2.5 durations, ${moment}`);
    expect(lineOf('delay', { by: 0.5 })).toBe(`d0: redis slower by 0.5 durations each way, for 2.5 durations, ${moment}`);
  });

  it('should say why a counterexample is not minimal and that it was not rerun', () => {
    const text = renderTerminal(withFinding({ ...FINDING, reproduction: { runs: 0, failures: 0, minimal: false, note: 'time ended', candidates: 1 } }), { explain });
    expect(text).toContain('not minimal: time ended (1 smaller plan tried)');
    expect(text).toContain('not run again: time ended');
  });

  it('should name the seed where no file was saved', () => {
    const { file: _, ...unsaved } = FINDING;
    expect(renderTerminal(withFinding(unsaved), { explain })).toContain('the same check with --seed 1234');
  });

  it('should say of a saved history where it stands, with its own seed, and nothing of what was not tried', () => {
    const address = { ...FINDING.address, seed: 77 };
    const saved = { history: 'h1', file: 'a b.jsonl' };
    const finding: Finding = { ...FINDING, address, saved, reproduction: { runs: 0, failures: 0, minimal: false, candidates: 0, note: 'judged from a saved history' } };
    const { file: _, ...unsaved } = finding;
    const judged = (each: Finding) => renderTerminal({ ...withFinding(each), stats: { ...RESULT.stats, elapsedMs: 0 } }, { explain });
    const text = judged({ ...finding, file: 'a b.jsonl' });
    expect(text).toContain('Saved as     history h1 in a b.jsonl');
    expect(text).toContain('seed 77, plan 77:loss+overlap:17');
    expect(text).toContain("npx retryproof replay 'a b.jsonl'");
    expect(text).not.toMatch(/Fails in|Size|minimal|not run again|seed 1234/);
    // A history that is no counterexample does not say what it takes to run it.
    expect(judged(unsaved)).not.toContain('Run again');
  });

  it('should leave the command out where nothing is left to run against', () => {
    const { file: _, ...unsaved } = FINDING;
    expect(renderTerminal(withFinding(unsaved), { explain, again: () => undefined })).not.toContain('Run again');
  });

  it('should list what was violated as a consequence apart from what was not checked', () => {
    const [first, ...rest] = RESULT.verdicts;
    const also = { ...first!, id: 'stable-identity', verdict: 'unknown' as const, violated: true as const, reason: 'it was violated, as a consequence of single-effect. In one plan: a1 was answered with ch_2, s0 with ch_1', findings: [] };
    const text = renderTerminal({ ...RESULT, verdicts: [first!, also, ...rest] }, { explain });
    expect(text).toMatch(/Also violated\n {2}✗ stable-identity\n {6}it was violated, as a consequence of single-effect\. In one plan: a1 was answered with ch_2, s0\n {6}with ch_1\n/);
    expect(text.slice(text.indexOf('Not checked'))).not.toContain('stable-identity');
  });

  it('should show witnesses first where not all lanes fit', () => {
    const crowd = Array.from({ length: 12 }, (_, index) => invoke(`x${index}`, 20 + index, { operation: 1 }));
    const text = renderTerminal(withFinding({ ...FINDING, history: { ...HISTORY, events: [...EVENTS, ...crowd] } }), { explain });
    expect(text).toMatch(/time +a0 POST +a1 POST +s0 POST/);
    expect(text).toContain('11 more attempts not shown');
  });

  it('should end with the exit sentence, and show trouble with its hint', () => {
    const text = renderTerminal(
      { ...RESULT, verdicts: [], calibration: null, stats: { ...RESULT.stats, plans: 0 }, exitCode: 3, exitReason: 'the target was not there.', trouble: { kind: 'unreachable', message: 'Nothing listens at localhost:3000.', hint: 'start the service' } },
      { explain },
    );
    expect(text).toContain('start the service');
    expect(text).not.toContain('Campaign');
    expect(text.trimEnd().split('\n').at(-1)).toBe('NO VERDICT (exit 3): the target was not there.');
  });
});

describe('trouble', () => {
  it('should be told once where it is why there is no verdict, with what would help below', () => {
    const message = 'http://localhost:3000/charges refused the connection: nothing listens there (connect ECONNREFUSED 127.0.0.1:3000)';
    const text = renderTerminal({ ...RESULT, verdicts: [], calibration: null, stats: { ...RESULT.stats, plans: 0 }, exitCode: 3, exitReason: message, trouble: { kind: 'unreachable', message, hint: 'start the service', output: ['listening'] } }, { width: 140 });
    expect(text.trimEnd().split('\n').slice(3)).toEqual([`NO VERDICT (exit 3): ${message}`, '  │ listening', '  try          start the service']);
  });
});

describe('renderReplay', () => {
  it.each(['FAILED', 'FIXED', 'UNSEEN', 'DRIFTED'] as const)('should end with %s', (verdict) => {
    const text = renderReplay({ verdict, runs: 20, failures: 3, property: 'single-effect', sentence: 'One key made 2 effects.' }, undefined, { explain });
    expect(text).toMatch(new RegExp(`^${verdict}: `, 'm'));
  });

  const ran = { verdict: 'FAILED', runs: 20, failures: 20, property: 'identical-replay', cause: 'status', sentence: 'It was so.' } as const;
  const told = (replay: Parameters<typeof renderReplay>[0]) => renderReplay(replay, undefined, { width: 400 });

  it('should say where it fails for another cause than the saved one', () => {
    expect(told({ ...ran, otherCauses: [{ cause: 'member-changed', runs: 20 }] })).toContain('FAILED: identical-replay is still violated, in 20 of 20 runs, though for another cause: member-changed (it was status)');
    expect(told({ ...ran, otherCauses: [{ cause: 'member-changed', runs: 3 }] })).toContain('FAILED: identical-replay was violated again in 20 of 20 runs, in 3 of them for another cause (member-changed)');
  });

  it('should say which runs decided nothing, and why', () => {
    const undecided = { runs: 17, reason: 'no answer came' };
    expect(told({ ...ran, verdict: 'FIXED', failures: 0, undecided })).toContain('FIXED: identical-replay held in 3 of 20 runs, and 17 decided nothing (no answer came)');
    expect(told({ ...ran, verdict: 'UNSEEN', failures: 0, undecided: { ...undecided, runs: 20 }, reproduction: { runs: 20, failures: 20 } })).toContain('UNSEEN: identical-replay held in none of 20 runs, and 20 decided nothing (no answer came), and that is no sign of a repair: it failed in 20 of 20 reruns');
    expect(told({ ...ran, verdict: 'UNSEEN', runs: 0, failures: 0 })).toContain('UNSEEN: no run came to its end');
  });

  it('should say of what is fixed that something else is broken, and not in green', () => {
    const others = [{ property: 'single-effect', cause: 'second-effect', sentence: 'Two charges.', runs: 20 }];
    const replay = { ...ran, verdict: 'FIXED', failures: 0, others } as const;
    expect(told(replay)).toMatch(/Seen too +single-effect \(second-effect\), in 20 of 20 runs: Two charges\.\nFIXED: identical-replay held in all 20 runs; but single-effect was violated in these runs/);
    const painted = (each: typeof others) => renderReplay({ ...replay, others: each }, undefined, { width: 400, color: true });
    expect([painted(others), painted([])].map((text) => text.includes('\u001B[32m'))).toEqual([false, true]);
  });

  it('should say what it takes to outweigh how rarely it failed', () => {
    const rare = { verdict: 'UNSEEN', runs: 34, failures: 0, property: 'single-effect', sentence: 'One key made 2 effects.', reproduction: { runs: 10, failures: 2 } } as const;
    expect(renderReplay({ ...rare, outweighing: { runs: 80, timeMs: 60_000 } }, undefined, { width: 400 })).toContain('it failed in 2 of 10 reruns after it was found, which clean runs so few, or cut so short, do not outweigh: that takes 80 clean runs, for which --time 60s should do. The saved');
  });

  it('should tell a replay in its own words, and no sentence twice', () => {
    const [requirement] = RESULT.verdicts;
    const { sentence } = FINDING.violation;
    const text = renderReplay({ verdict: 'FAILED', runs: 20, failures: 17, property: 'single-effect', sentence, finding: { ...FINDING, reproduction: { runs: 20, failures: 17, minimal: true, candidates: 0 } } }, requirement, { explain, width: 140 });
    expect(text).not.toMatch(/smaller plan|seen in|minimal|It was/);
    expect(text.split(sentence)).toHaveLength(2);
    expect(text).toContain('1234:loss+overlap:17');
    expect(text).toContain('FAILED: single-effect was violated again in 17 of 20 runs');
    expect(renderReplay({ verdict: 'FAILED', runs: 20, failures: 17, property: 'single-effect', sentence: 'Another.', finding: FINDING }, requirement, { explain })).toContain('Another.');
  });
});
