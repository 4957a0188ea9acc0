/** Text that is taken for itself, on one line: nothing of it is markup, a link, a formula or the end of a table's cell. */
export function markdown(text: string): string {
  return oneLine(text).replaceAll(/[\\`*_[\]|~$]/g, String.raw`\$&`).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** Code within a line. */
export function code(text: string): string {
  const plain = oneLine(text);
  const fence = fenceFor(plain, 1);
  // A space on either side keeps a backtick at the edge from joining the fence; Markdown takes it off again.
  return plain.startsWith('`') || plain.endsWith('`') ? `${fence} ${plain} ${fence}` : `${fence}${plain}${fence}`;
}

/** A block of code, whatever it holds. */
export function fenced(text: string, language: string): string {
  const fence = fenceFor(text, 3);
  return `${fence}${language}\n${text}\n${fence}`;
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}

/** Longer than any run of backticks in the text. */
function fenceFor(text: string, least: number): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  return '`'.repeat(Math.max(least, longest + 1));
}
