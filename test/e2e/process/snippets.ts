/** Reads a Markdown file's fenced blocks, and commands as a shell would. */

/** The texts of all blocks in a language, in order. */
export function blocks(markdown: string, language: string): string[] {
  return [...markdown.matchAll(new RegExp(`^\`\`\`${language}\n([^]*?)^\`\`\``, 'gm'))].map(([, text]) => text ?? '');
}

/** Blocks that are files: `<!-- file: NAME -->` stands before them. */
export function files(markdown: string): ReadonlyMap<string, string> {
  return new Map([...markdown.matchAll(/^<!-- file: (.+) -->\n```\w+\n([^]*?)^```/gm)].map(([, name = '', text = '']) => [name, text]));
}

/** The commands of a block: a line each, or several that end in a backslash. */
export function commands(block: string): string[] {
  return block.replaceAll('\\\n', ' ').split('\n').map((line) => line.replace(/\s# .*$/, '').trim()).filter((line) => line !== '');
}

/** The words of a command; quotes are taken off, and nothing else is expanded. */
export function words(command: string): string[] {
  return [...command.matchAll(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g)].map(([word]) => word.replaceAll(/'([^']*)'|"([^"]*)"/g, (_, single?: string, double?: string) => single ?? double ?? ''));
}
