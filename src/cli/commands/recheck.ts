import type { CheckResult, Finding, History, JsonObject } from '../../model/index.js';
import { readHistories, renderJson, renderJunit, savedOptions } from '../../report/index.js';
import { readText } from '../flags/values.js';
import { tellGithub } from '../github.js';
import { maskerFor } from '../masking.js';
import { replayFlags } from '../replay-flags.js';
import { openReports } from '../reports.js';
import type { Run } from '../run.js';
import { explainer, showReport } from '../show.js';
import { exitCode } from './check.js';

/** `retryproof recheck HISTORY`: judges saved histories with the properties of this version. */
export const run: Run = async (argv, io, load) => {
  const names = [argv['files'] ?? []].flat().map(String);
  const origins = new Map<History, Origin>();
  const histories = names.flatMap((name) => {
    const file = readHistories(readText(name, 'recheck', { dir: io.cwd }), name);
    if (file.cutOff) io.stderr.write(`retryproof: ${name} is cut off in its last line, which was left out\n`);
    for (const history of file.histories) origins.set(history, { file: name, options: savedOptions(history) });
    return file.histories;
  });
  const reports = openReports(argv, io);
  const engine = await load();
  const explain = explainer(engine);
  const masker = maskerFor({});
  const masked = masker.result(withFiles(await engine.recheck(histories, (history) => `${origins.get(history)?.file}, history ${history.head.id}`), origins));
  reports.write('json', renderJson(masked, explain));
  reports.write('junit', renderJunit(masked));
  showReport(masked, explain, argv, io);
  tellGithub([masked], masked, explain, argv, io);
  return exitCode(masked, reports.failed);
};

interface Origin {
  readonly file: string;
  /** Of a counterexample: how its plan is run again. */
  readonly options: JsonObject | undefined;
}

/** Findings say which file shows them. */
function withFiles(result: CheckResult, origins: ReadonlyMap<History, Origin>): CheckResult {
  const verdicts = result.verdicts.map((verdict) => ({ ...verdict, findings: verdict.findings.map((finding) => withFile(finding, origins.get(finding.history))) }));
  return { ...result, verdicts };
}

function withFile(finding: Finding, origin: Origin | undefined): Finding {
  if (origin === undefined) return finding;
  const { file, options } = origin;
  return { ...finding, saved: { history: finding.history.head.id, file }, ...(options === undefined ? {} : { file, replayFlags: replayFlags(options, 'file') }) };
}
