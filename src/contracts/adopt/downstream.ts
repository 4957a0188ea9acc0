import { learnTemplate } from './failed.js';
import type { Learn } from './lesson.js';

/**
 * What a failure of the downstream leaves of a request: learnt only where all ways of failing agree. A service may well run
 * again what was certainly not done, and keep what may have been.
 */
export const learnDownstream: Learn = (evidence, contract) => {
  const asked = evidence.filter(({ question }) => question === 'failed-downstream');
  const lessons = asked.flatMap((each) => learnTemplate(each, contract)).map((lesson) => ({ ...lesson, text: `${lesson.text} (its downstream had failed)` }));
  const choices = lessons.filter((lesson) => lesson.kind === 'choice');
  const [first] = choices;
  if (first === undefined || (choices.length === asked.length && choices.every(({ changes }) => JSON.stringify(changes) === JSON.stringify(first.changes)))) return lessons;
  return lessons.map((lesson) => (lesson.kind === 'choice' ? { kind: 'seen' as const, text: `${lesson.text}; not so after every failure, so nothing is adopted` } : lesson));
};
