import { correct, planted } from './index.js';
import { correctProcesses, plantedProcesses } from './processes/index.js';
import { correctStored, correctTapped, plantedStored, plantedTapped } from './stored.js';
import type { ZooServer } from './zoo.js';

/** Right servers of all kinds: in one process, over a store that may go away, and started by the kit. */
export const everyCorrect: readonly ZooServer[] = [...correct, ...correctTapped, ...correctStored, ...correctProcesses];

/** Servers with one bug each, of all kinds. */
export const everyPlanted: readonly ZooServer[] = [...planted, ...plantedTapped, ...plantedStored, ...plantedProcesses];

export const every: readonly ZooServer[] = [...everyCorrect, ...everyPlanted];
