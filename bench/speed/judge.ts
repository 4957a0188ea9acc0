import { properties } from '../../properties/index.js';
import { check } from '../../src/check/index.js';
import type { CheckOptions } from '../../src/check/options.js';
import { classify } from '../../src/contracts/index.js';
import { judgeHistory } from '../../src/judge/index.js';
import type { History, HistoryEvent, Operation, Plan } from '../../src/model/index.js';
import { operationsOf } from '../../src/model/index.js';

const SIZES = [10, 1_000, 100_000, 1_000_000];

/** All properties over histories of a real run, bodies and all: alone, and joined into ever longer ones. */
export async function judging(options: CheckOptions): Promise<{ readonly events: number; readonly perSecond: number }[]> {
  const histories: History[] = [];
  await check({ ...options, skipProperties: [] }, { onHistory: (history) => histories.push(history) });
  return SIZES.map((size) => {
    const history = joined(histories, size);
    const events = history.events.length;
    // As often as it takes to judge two million events.
    const times = Math.max(1, Math.round(2_000_000 / events));
    judgeHistory(history, properties, classify);
    const beganMs = performance.now();
    for (let time = 0; time < times; time += 1) judgeHistory(history, properties, classify);
    return { events, perSecond: (events * times * 1000) / (performance.now() - beganMs) };
  });
}

/** Histories one after the other as one, until it has so many events; every id is made unique by its place. */
function joined(histories: readonly History[], size: number): History {
  const fit = histories.filter(({ events }) => events.length > 0 && !events.some(({ type }) => type === 'note'));
  const [first] = fit;
  if (first === undefined) throw new Error('the run left no history');
  const events: HistoryEvent[] = [];
  const operations: Operation[] = [];
  for (let at = 0; events.length < size; at += 1) {
    const one = fit[at % fit.length] as History;
    const base = operations.length;
    const own = operationsOf(one.head.plan);
    const numberOf = (id: number): number => base + own.findIndex((operation) => operation.id === id);
    for (const operation of own) {
      const { key } = operation;
      operations.push({ ...operation, id: numberOf(operation.id), key: 'of' in key ? { ...key, of: numberOf(key.of) } : key });
    }
    for (const event of one.events) events.push(moved(event, `${at}.`, numberOf));
  }
  const plan: Plan = { ...first.head.plan, steps: operations.map((operation) => ({ kind: 'operation', operation })) };
  return { head: { ...first.head, plan }, events };
}

function moved(event: HistoryEvent, prefix: string, numberOf: (id: number) => number): HistoryEvent {
  return {
    ...event,
    ...('attempt' in event ? { attempt: `${prefix}${event.attempt}` } : {}),
    ...('operation' in event && event.operation !== undefined ? { operation: numberOf(event.operation) } : {}),
  } as HistoryEvent;
}
