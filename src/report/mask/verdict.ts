import type { Finding, History, Trouble, Verdict, Violation } from '../../model/index.js';

/** What masks a text and a history. */
interface Maskers {
  text(text: string): string;
  history(history: History): History;
}

export function maskVerdict(verdict: Verdict, masker: Maskers): Verdict {
  const findings = verdict.findings.map((finding) => maskFinding(finding, masker));
  const { reason, way } = verdict;
  return { ...verdict, findings, ...(reason === undefined ? {} : { reason: masker.text(reason) }), ...(way === undefined ? {} : { way: masker.text(way) }) };
}

export function maskTrouble(trouble: Trouble, masker: Maskers): Trouble {
  const { hint, output } = trouble;
  return {
    ...trouble,
    message: masker.text(trouble.message),
    ...(hint === undefined ? {} : { hint: masker.text(hint) }),
    ...(output === undefined ? {} : { output: output.map((line) => masker.text(line)) }),
  };
}

export function maskFinding(finding: Finding, masker: Maskers): Finding {
  const history = masker.history(finding.history);
  const violation = maskViolation(finding.violation, masker);
  const consequences = finding.consequences.map((each) => ({ ...each, sentence: masker.text(each.sentence) }));
  return { ...finding, history, violation, consequences };
}

function maskViolation(violation: Violation, masker: Maskers): Violation {
  const { sentence, advice } = violation;
  return { ...violation, sentence: masker.text(sentence), ...(advice === undefined ? {} : { advice: { means: masker.text(advice.means), fix: masker.text(advice.fix) } }) };
}
