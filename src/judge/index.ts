export type { HistoryVerdict, LocalFinding } from './judge.js';
export { judgeHistory } from './judge.js';
export type { Tally } from './tally.js';
export { createTally, isConfirmed } from './tally.js';
export { verdictsOf } from './verdicts.js';
export { allSituations, situationsOf } from './situations.js';
export { featuresFor, waysTo } from './reach.js';
export type { ExitInput } from './exit.js';
export { exitOf, unmetBy } from './exit.js';
