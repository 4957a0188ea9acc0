import { correct, planted } from './index.js';
import { correctProcesses, plantedProcesses } from './processes/index.js';
import { correctStored, plantedStored } from './stored.js';
import type { ZooServer } from './zoo.js';

/** Right servers of all kinds: in one process, over a store that goes away, and started by the kit. */
export const everyCorrect: readonly ZooServer[] = [...correct, ...correctStored, ...correctProcesses];

/** Servers with one bug each, of all kinds. */
export const everyPlanted: readonly ZooServer[] = [...planted, ...plantedStored, ...plantedProcesses];

export const every: readonly ZooServer[] = [...everyCorrect, ...everyPlanted];
