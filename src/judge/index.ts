export type { Consequence, HistoryVerdict, LocalFinding } from './judge.js';
export { judgeHistory } from './judge.js';
export type { PropertyCounts, Tally } from './tally.js';
export { createTally, isConfirmed } from './tally.js';
export { verdictsOf } from './verdicts.js';
export { allSituations, situationsOf } from './situations.js';
export type { Exit, ExitInput } from './exit.js';
export { exitOf } from './exit.js';
