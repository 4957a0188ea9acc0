import { randomInt, randomUUID } from 'node:crypto';

/** The values of one request's placeholders, by their text. */
export type Values = Map<string, string>;

const PLACEHOLDER = /\{\{\s*([^}]+?)\s*\}\}/g;
const LETTERS = 'abcdefghijklmnopqrstuvwxyz';

/** Fills in placeholders as somebody would who writes a test by hand: a JSON text that is one number becomes a number. */
export function fill(template: string, values: Values): string {
  return template.replace(/"\{\{\s*(int [^}]+?)\s*\}\}"/g, (_, text: string) => valueOf(text, values)).replace(PLACEHOLDER, (_, text: string) => valueOf(text, values));
}

function valueOf(text: string, values: Values): string {
  const [, name = text, kind = text] = /^(\w+)=(.+)$/.exec(text) ?? [];
  const known = values.get(name);
  if (known !== undefined) return known;
  const made = draw(kind);
  values.set(name, made);
  return made;
}

function draw(text: string): string {
  const [kind = '', ...args] = text.split(/\s+/);
  if (kind === 'nonce' || kind === 'uuid') return randomUUID();
  if (kind === 'int') return String(randomInt(Number(args[0]), Number(args[1]) + 1));
  if (kind === 'string') return Array.from({ length: randomInt(Number(args[0]), Number(args[1]) + 1) }, () => LETTERS[randomInt(LETTERS.length)]).join('');
  if (kind === 'pick') return args[randomInt(args.length)] ?? '';
  throw new Error(`a placeholder that no naive test knows: ${text}`);
}

/** Another value for the first placeholder that is a number, or else a text: the field that one would change by hand. */
export function changed(values: Values): Values | undefined {
  const [name, value] = [...values].find(([text]) => text.startsWith('int ')) ?? [...values].find(([text]) => /^(string|pick) /.test(text)) ?? [];
  if (name === undefined || value === undefined) return undefined;
  for (let tries = 0; tries < 100; tries += 1) {
    const other = draw(name);
    if (other !== value) return new Map([...values, [name, other]]);
  }
  return undefined;
}
