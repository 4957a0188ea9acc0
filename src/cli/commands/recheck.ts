import type { CheckResult, History } from '../../model/index.js';
import { isCounterexample, readHistories, renderJson, renderJunit } from '../../report/index.js';
import { readText } from '../flags/values.js';
import { tellGithub } from '../github.js';
import { maskerFor } from '../masking.js';
import { openReports } from '../reports.js';
import type { Run } from '../run.js';
import { explainer, showReport } from '../show.js';
import { exitCode } from './check.js';

/** `retryproof recheck HISTORY`: judges saved histories with the properties of this version. */
export const run: Run = async (argv, io, load) => {
  const names = [argv['files'] ?? []].flat().map(String);
  const origins = new Map<History, string>();
  const histories = names.flatMap((name) => {
    const file = readHistories(readText(name, 'recheck', { dir: io.cwd }), name);
    if (file.cutOff) io.stderr.write(`retryproof: ${name} is cut off in its last line, which was left out\n`);
    for (const history of file.histories) if (isCounterexample(history)) origins.set(history, name);
    return file.histories;
  });
  const reports = openReports(argv, io);
  const engine = await load();
  const masker = maskerFor({});
  const masked = masker.result(withFiles(await engine.recheck(histories), origins));
  reports.write('json', renderJson(masked));
  reports.write('junit', renderJunit(masked));
  showReport(masked, explainer(engine), argv, io);
  tellGithub([masked], masked, explainer(engine), argv, io);
  return exitCode(masked, reports.failed);
};

/** Findings that come from a counterexample file name it: it can be run again. */
function withFiles(result: CheckResult, origins: ReadonlyMap<History, string>): CheckResult {
  const verdicts = result.verdicts.map((verdict) => ({
    ...verdict,
    findings: verdict.findings.map((finding) => {
      const file = origins.get(finding.history);
      return file === undefined ? finding : { ...finding, file };
    }),
  }));
  return { ...result, verdicts };
}
