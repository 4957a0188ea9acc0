import { mkdirSync, writeFileSync } from 'node:fs';

import { properties } from '../properties/index.js';
import { classify } from '../src/contracts/index.js';
import { judgeHistory } from '../src/judge/index.js';
import type { History } from '../src/model/index.js';
import { writeHistory } from '../src/report/history.js';
import { checkServer } from '../test/e2e/zoo/run.js';
import { planted } from '../test/zoo/index.js';

/** Where the tests of the properties find them. */
const FOLDER = 'test/properties/recorded';
const wanted = process.argv.slice(2);

/** True where this property sees the history's bug, and no other one does. */
function isSole(history: History, property: string): boolean {
  const whole = judgeHistory(history, properties, classify);
  const others = judgeHistory(history, properties.filter(({ id }) => id !== property), classify);
  return [...whole.findings, ...whole.suspects].some((finding) => finding.property === property) && others.findings.length + others.suspects.length === 0;
}

// One history of a real run per property, the shortest on which that property alone speaks.
mkdirSync(FOLDER, { recursive: true });
for (const { id } of properties.filter((property) => wanted.length === 0 || wanted.includes(property.id))) {
  const histories: History[] = [];
  for (const server of planted.filter(({ intended }) => intended === id)) {
    const { result, histories: seen } = await checkServer(server, ['--time', '20s', '--seed', '1']);
    histories.push(...seen, ...result.verdicts.flatMap(({ findings }) => findings.map(({ history }) => history)));
  }
  const [sole] = histories.filter((history) => isSole(history, id)).toSorted((left, right) => left.events.length - right.events.length);
  if (sole !== undefined) writeFileSync(`${FOLDER}/${id}.jsonl`, writeHistory(sole));
  process.stdout.write(`${id}: ${sole === undefined ? 'none' : `${sole.events.length} events`} of ${histories.length} histories\n`);
}
process.exit(0);
