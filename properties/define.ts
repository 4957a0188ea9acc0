import type { CauseText, Facts, Judgement, Need, Outcome, Property, Rate, Violation } from '../src/model/index.js';

/** A property of one's own, as it is written. What is left out has a default. */
export interface PropertyDefinition<Cause extends string> {
  /** Kebab-case, and unlike those of the kit. */
  readonly id: string;
  /** One sentence that must hold. */
  readonly statement: string;
  /** Where the requirement comes from, in words that a reader can look up. */
  readonly source: string;
  /** Default `must`. */
  readonly level?: Property['level'];
  /** Which property speaks where several see one violation: the lowest number. The kit's count from 1; default 100. */
  readonly rank?: number;
  /** What it needs to be decidable; default nothing. */
  readonly needs?: readonly Need[];
  /** True where any one of `needs` is enough. */
  readonly needsAny?: boolean;
  /** Why it can fail, each with what that most likely means and the first thing to try; at least one. */
  readonly causes: { readonly [cause in Cause]: CauseText };
  /** A pure function of the facts. `pass` only where the history really put it to the test. */
  judge(facts: Facts): JudgementBy<NoInfer<Cause>>;
}

/** A {@link Judgement} whose violations have causes of the property's own. */
export type JudgementBy<Cause extends string> = (
  | Exclude<Outcome, { verdict: 'fail' }>
  | { readonly verdict: 'fail'; readonly violations: readonly (Violation & { readonly cause: Cause })[] }
) & { readonly rates?: readonly Rate[] };

/** A property that is none (lists every breach), that judged in a way that means nothing, or that threw. */
export class PropertyError extends Error {
  override readonly name = 'PropertyError';
}

const WEAKEST = 100;

/**
 * Makes a property of one's own. docs/writing-a-property.md leads from the smallest to one with several causes.
 *
 * @throws PropertyError listing everything that is wrong with the definition; its `judge` throws one where a judgement is
 *   none or where it throws, so that a slip is not taken for a pass
 * @example
 * ```ts
 * const answersJson = defineProperty({
 *   id: 'answers-json',
 *   statement: 'Every accepted answer is JSON.',
 *   source: 'our API guide, section 4',
 *   causes: { 'no-json': { means: 'A handler answers with text.', fix: 'Send errors through the one error handler.' } },
 *   judge(facts) {
 *     const accepted = [...facts.attempts.values()].filter(({ answer }) => answer?.class === 'accepted');
 *     const wrong = accepted.filter(({ answer }) => answer?.tree === undefined);
 *     if (wrong.length > 0) return { verdict: 'fail', violations: wrong.map(({ id, operation }) => ({ cause: 'no-json', operation, attempts: [id], sentence: `${id} was accepted with an answer that is no JSON.` })) };
 *     return accepted.length > 0 ? { verdict: 'pass' } : { verdict: 'unknown', reason: 'nothing was accepted' };
 *   },
 * });
 * ```
 */
export function defineProperty<Cause extends string>(definition: PropertyDefinition<Cause>): Property {
  const property: Property = { level: 'must', rank: WEAKEST, needs: [], ...definition };
  const breaches = propertyBreaches(property);
  if (breaches.length > 0) throw new PropertyError(`this is no property:\n${breaches.map((breach) => `  ${breach}`).join('\n')}`);
  return { ...property, judge: (facts) => checked(property, judgedBy(property, facts), facts) };
}

const NEEDS: { readonly [need in Need]: true } = {
  probe: true, 'resource-id': true, 'state-probe': true, 'second-principal': true, 'second-route': true, key: true, 'json-body': true,
  marker: true, revoke: true, restart: true, 'second-instance': true, 'short-window': true, versions: true,
};
const KEBAB = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;

/** Everything that keeps a value from being a property; empty for a property. */
export function propertyBreaches(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [`a property is an object, not ${String(value)}`];
  const { id, statement, source, level, rank, needs, needsAny, causes, judge } = value as { readonly [Name in keyof Property]?: unknown };
  return [
    ...(isText(id) && KEBAB.test(id) ? [] : [`id: words in lower case with hyphens between them, such as "answers-json", not ${shown(id)}`]),
    ...(isText(statement) ? [] : ['statement: one sentence that must hold']),
    ...(isText(source) ? [] : ['source: where the requirement comes from']),
    ...(level === 'must' || level === 'should' ? [] : [`level: must or should, not ${shown(level)}`]),
    ...(typeof rank === 'number' && rank > 0 ? [] : [`rank: a number above 0, not ${shown(rank)}`]),
    ...(Array.isArray(needs) ? needs.filter((need) => !Object.hasOwn(NEEDS, String(need))).map((need) => `needs: ${shown(need)} is none of ${Object.keys(NEEDS).join(', ')}`) : ['needs: a list']),
    ...(needsAny === undefined || typeof needsAny === 'boolean' ? [] : ['needsAny: true or false']),
    ...causeBreaches(causes),
    ...(typeof judge === 'function' ? [] : ['judge: a function of the facts']),
  ];
}

function causeBreaches(causes: unknown): string[] {
  const entries = typeof causes === 'object' && causes !== null ? Object.entries(causes) : [];
  if (entries.length === 0) return ['causes: at least one, as in { slow: { means: "…", fix: "…" } }'];
  return entries.flatMap(([name, text]: [string, Partial<CauseText> | null]) => [
    ...(KEBAB.test(name) ? [] : [`causes: ${shown(name)} is not in lower case with hyphens`]),
    ...(isText(text?.means) ? [] : [`causes.${name}.means: what it most likely means in the service`]),
    ...(isText(text?.fix) ? [] : [`causes.${name}.fix: the first thing to try`]),
  ]);
}

/** Says which property it was, and on which history: a stack alone would not. */
function judgedBy({ id, judge }: Property, facts: Facts): Judgement {
  try {
    return judge(facts);
  } catch (error) {
    if (error instanceof PropertyError) throw error;
    const said = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    throw new PropertyError(`${id} threw ${said} on history ${facts.history.head.id}`, { cause: error });
  }
}

/** The judgement, if it is one: what means nothing must not be counted as anything. */
function checked(property: Property, judgement: Judgement, facts: Facts): Judgement {
  const breaches = judgementBreaches(property, judgement, facts);
  if (breaches.length === 0) return judgement;
  throw new PropertyError(`${property.id} came to a judgement that is none, of history ${facts.history.head.id}:\n${breaches.map((breach) => `  ${breach}`).join('\n')}`);
}

function judgementBreaches({ causes }: Property, judgement: Judgement, { operations, attempts }: Facts): string[] {
  const verdict = (judgement as Judgement | undefined)?.verdict;
  if (verdict === 'pass') return [];
  if (verdict === 'skip' || verdict === 'unknown') return isText((judgement as { reason?: unknown }).reason) ? [] : [`reason: why it is ${verdict}`];
  if (verdict !== 'fail') return [`verdict: pass, fail, skip or unknown, not ${shown(verdict)}`];
  const { violations } = judgement as { violations?: readonly Violation[] };
  if (!Array.isArray(violations) || violations.length === 0) return ['violations: at least one, since it failed'];
  return (violations as readonly Violation[]).flatMap(({ cause, operation, attempts: witnesses, sentence }, index) => [
    ...(Object.hasOwn(causes, String(cause)) ? [] : [`violations[${index}].cause: ${shown(cause)} is none of ${Object.keys(causes).join(', ')}`]),
    ...(operations.some(({ id }) => id === operation) ? [] : [`violations[${index}].operation: the history has no operation ${shown(operation)}`]),
    ...(Array.isArray(witnesses) && witnesses.length > 0 && witnesses.every((id) => attempts.has(id)) ? [] : [`violations[${index}].attempts: ids of attempts in the history, at least one`]),
    ...(isText(sentence) ? [] : [`violations[${index}].sentence: what happened, in one sentence`]),
  ]);
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '';
}

function shown(value: unknown): string {
  return JSON.stringify(value) ?? String(value);
}
