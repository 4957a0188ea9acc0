import pc from 'picocolors';
import { wantsColor } from '../io.js';
import type { Run } from '../run.js';

/** `retryproof list`: what can be checked, and against which promises. */
export const run: Run = async (argv, io, load) => {
  const engine = await load();
  const { bold, dim } = pc.createColors(wantsColor(io.stdout, io.env, argv['no-color'] === true));
  const properties = engine.listProperties().map(({ id, statement, level, source, needs }) => {
    const needed = needs.length === 0 ? '' : `; needs ${needs.join(', ')}`;
    return `  ${bold(id)}\n    ${statement}\n    ${dim(`${level}; ${source}${needed}`)}\n`;
  });
  const contracts = engine.listContracts().map(({ name, sources }) => {
    const from = [...new Set(Object.values(sources ?? {}))].slice(0, 2).join(', ');
    return `  ${bold(name)}${from === '' ? '' : `  ${dim(from)}`}\n`;
  });
  io.stdout.write(`${bold('Properties')} (--property, --skip-property, --require)\n\n${properties.join('')}\n`);
  io.stdout.write(`${bold('Contracts')} (--contract; auto is what calibration finds)\n\n${contracts.join('')}`);
  return 0;
};
