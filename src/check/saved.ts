import { parsePlan, PlanError } from '../generate/index.js';
import type { History, Plan } from '../model/index.js';
import { insistOnContract } from './contract.js';
import { UsageError } from './options.js';

/**
 * The plan of a history that comes from a file: its shape was looked at when it was read, and may have been edited by hand all
 * the same, so that it refers to nothing, or its contract promises what nobody can.
 *
 * @param where - what to call it in messages: a file name
 * @throws UsageError that lists everything that is wrong with it
 */
export function planOf({ head }: History, where: string): Plan {
  insistOnContract(head.contract, `the contract of ${where}`);
  try {
    return parsePlan(head.plan);
  } catch (error) {
    if (error instanceof PlanError) throw new UsageError(`the plan of ${where} cannot be run: ${error.message}`, 'docs/history-format.md describes it');
    throw error;
  }
}
