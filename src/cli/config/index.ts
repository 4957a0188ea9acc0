/** Configuration files: found, read, checked, and what they say of one target. Loaded only where one is used. */
export { chooseLeaves } from './choose.js';
export { leavesOf } from './leaves.js';
export { leafOptions } from './options.js';
export { readConfig } from './read.js';
