import type { AttemptId, Operation } from '../model/index.js';
import type { Execution, Sent } from './execution.js';
import { sendAlone } from './send.js';
import { runSetups } from './setup.js';

/** What a control asks for: the same as its operation, or what calibration asks for. */
export type Asked = 'same' | 'ordinary';

/** A control that was about to be sent. */
export interface Control {
  /** From 1; no other control of the operation has it. */
  readonly control: number;
  /** Undefined where nothing more may be sent. */
  readonly sent: Sent | undefined;
}

/**
 * Sends a control: an operation with a fresh key and a setup of its own, to compare with.
 *
 * @returns undefined where its setup went wrong
 */
export async function sendControl(execution: Execution, operation: Operation): Promise<Control | undefined> {
  const control = await prepareControl(execution, operation);
  return control === undefined ? undefined : { control, sent: await sendPrepared(execution, operation, control, 'same') };
}

/**
 * Runs the setups of a control, which its request may be made from.
 *
 * @param operation - whose control it is, or one with its id that asks for something else
 * @returns its number; undefined where they went wrong
 */
export async function prepareControl(execution: Execution, operation: Operation): Promise<number | undefined> {
  const control = nextControl(execution, operation);
  return (await runSetups(execution, operation, control)) ? control : undefined;
}

/** @returns undefined where nothing more may be sent */
export function sendPrepared(execution: Execution, operation: Operation, control: number, asked: Asked): Promise<Sent | undefined> {
  const id = `${asked === 'same' ? 'c' : 'o'}${operation.id}.${control - 1}`;
  return sendAlone(execution, { id, operation, phase: 'control', control });
}

/** What {@link sendPrepared} made the id of. */
export function readControl(id: AttemptId): { readonly control: number; readonly asked: Asked } {
  return { control: 1 + Number(id.slice(id.indexOf('.') + 1)), asked: id.startsWith('o') ? 'ordinary' : 'same' };
}

/** Settling, counting and comparing states all send controls: a number that came twice would make one a replay of the other. */
function nextControl({ controls }: Execution, { id }: Operation): number {
  const next = (controls.get(id) ?? 0) + 1;
  controls.set(id, next);
  return next;
}
