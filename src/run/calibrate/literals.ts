import { treeOf } from '../../generate/index.js';
import type { Answer, Calibration, Json, Plan } from '../../model/index.js';
import { isObject, jsonEqual, looksSecret, operationsOf, pointerGet, pointerJoin, pointerSteps } from '../../model/index.js';
import { identityOf } from '../execution.js';
import { begin } from '../execute.js';
import type { Ask } from './ask.js';
import { single } from './questions.js';

/** Bodies are searched no further than this: calibration is a handful of requests. */
const MOST_TRIED = 6;
/** What validation says. Any other refusal may be about something else: that an account is busy, say. */
const INVALID = new Set([400, 422]);

/**
 * Which literals of the body may change (each tried once, under a fresh key), and without which members the target
 * refuses. A payload variant changes a literal only where this saw it accepted.
 */
export async function tryLiterals(ask: Ask): Promise<Pick<Calibration, 'literals' | 'required'>> {
  const plan = ask.options.ordinary(200);
  const trees = treesOf(ask);
  const tree = trees[0];
  if (tree === undefined || ask.options.rig.blueprint.target.key === null) return { literals: [], required: [] };
  const [literals, required] = await Promise.all([
    acceptedChanges(ask, plan, fixedScalars(trees).slice(0, MOST_TRIED)),
    requiredMembers(ask, plan, isObject(tree) ? Object.keys(tree).slice(0, MOST_TRIED) : []),
  ]);
  return { literals, required };
}

async function acceptedChanges(ask: Ask, plan: Plan, fixed: ReturnType<typeof fixedScalars>): Promise<Calibration['literals']> {
  const tried = fixed.map(async ({ pointer, value }) => {
    const changed = changeOf(value);
    const taken = changed !== undefined && (await classOf(ask, single(plan, { payload: { kind: 'literal', pointer, value: changed } }))) === 'accepted';
    return taken ? [{ pointer, value: changed }] : [];
  });
  return (await Promise.all(tried)).flat();
}

async function requiredMembers(ask: Ask, plan: Plan, names: readonly string[]): Promise<Calibration['required']> {
  const tried = names.map(async (name) => {
    const pointer = pointerJoin('', name);
    const answer = await answerTo(ask, single(plan, { payload: { kind: 'invalid', pointer } }));
    return answer?.class === 'refused' && INVALID.has(answer.status) ? [pointer] : [];
  });
  return (await Promise.all(tried)).flat();
}

/** Bodies of three ordinary requests: what is alike in all of them is no placeholder. */
export function treesOf(ask: Ask): readonly (Json | undefined)[] {
  return [200, 201, 202].map((n) => bodyOf(ask, ask.options.ordinary(n)));
}

/** Texts, numbers and booleans that the template fixes, secrets apart. */
export function fixedScalars(trees: readonly (Json | undefined)[]): { readonly pointer: string; readonly value: Json }[] {
  const tree = trees[0];
  if (tree === undefined) return [];
  return scalars(tree).filter(({ pointer, value }) => !isSecret(pointer) && trees.every((other) => jsonEqual(pointerGet(other, pointer), value)));
}

function bodyOf({ options }: Ask, plan: Plan): Json | undefined {
  const operation = operationsOf(plan)[0];
  if (operation === undefined) return undefined;
  const execution = begin(plan, options.rig, options.nextRun());
  const { request } = options.rig.blueprint.renderAttempt(plan, operation, {}, identityOf(execution, operation));
  return request.body === null ? undefined : treeOf(options.rig.blueprint.target.routes[operation.route]?.mediaType ?? '', request.body);
}

/** What the first planned attempt of a plan's only operation was answered. */
export async function classOf(ask: Ask, plan: Plan): Promise<string | undefined> {
  return (await answerTo(ask, plan))?.class;
}

async function answerTo({ run }: Ask, plan: Plan): Promise<Answer | undefined> {
  // Its effect is nobody's matter: without a member, or with another, it may never show under the nonce.
  const facts = await run(plan, { settled: false });
  return facts.operations[0]?.attempts.find(({ phase }) => phase === 'plan')?.answer;
}

/** A password or card number with another end says nothing new, and would stand in every record of the change. */
function isSecret(pointer: string): boolean {
  const names = pointerSteps(pointer);
  return looksSecret(names.at(-1) ?? '', names.at(-2));
}

/** Something of the same type that a service would take as readily. */
function changeOf(value: Json): Json | undefined {
  if (typeof value === 'number') return value + 1;
  if (typeof value === 'string') return `${value}x`;
  return typeof value === 'boolean' ? !value : undefined;
}

function scalars(tree: Json, at = ''): { pointer: string; value: Json }[] {
  if (Array.isArray(tree)) return (tree as readonly Json[]).flatMap((item, index) => scalars(item, pointerJoin(at, index)));
  if (isObject(tree)) return Object.entries(tree).flatMap(([name, value]) => scalars(value as Json, pointerJoin(at, name)));
  return [{ pointer: at, value: tree }];
}
