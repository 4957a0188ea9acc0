import { KINDS } from './kinds.js';
import type { Meaning } from './kinds.js';
import type { Drawing } from './drawing.js';
import { nearestName, TemplateError } from './error.js';

/** Where a value of a template comes from when it is rendered. */
export type Source =
  | { readonly kind: 'nonce' | 'timestamp' | 'url' }
  /** Of the operation itself, or of the one that its request is made from. */
  | { readonly kind: 'answer'; readonly of: AnswerOf; readonly pointer: string }
  | { readonly kind: 'uuid' | 'drawn'; readonly slot: string }
  /** A named draw or a capture. */
  | { readonly kind: 'name'; readonly name: string };

/** Whose accepted answer a text may take values from. */
export type AnswerOf = 'own' | 'parent';

/** A text with holes. */
export interface Template {
  readonly parts: readonly (string | Source)[];
}

/** Part of the request in which a placeholder stands. */
export type Where = 'path' | 'query' | 'header' | `body${number}` | 'key' | 'probe' | 'aside';

/** Where a text comes from. */
export interface Place {
  /** For people: `--body, at /amount`. */
  readonly text: string;
  readonly where: Where;
  /** What unnamed slots are called before their `#0`, `#1`, …; empty for the ordinary request. */
  readonly prefix?: string;
  /** Whose answer is there already; absent: nobody's. */
  readonly answers?: AnswerOf;
}

/** A draw and all the parts of the request that it is used in. */
export interface ScopedSlot {
  readonly name: string;
  readonly kind: 'uuid' | 'drawn';
  readonly drawing: Drawing;
  readonly uses: Set<Where>;
}

/** Names and slots of one route, over those of the setups, which all routes share. */
export class Scope {
  readonly slots = new Map<string, ScopedSlot>();
  readonly #names = new Map<string, Source>();
  readonly #counts = new Map<string, number>();
  readonly #references: { readonly name: string; readonly place: Place }[] = [];
  readonly #captures = new Set<string>();

  constructor(readonly parent?: Scope) {}

  /** A name that a setup's answer will give a value to. */
  capture(name: string): void {
    this.#captures.add(name);
  }

  /** Parses a text. Names may be defined later: {@link Scope.close} checks them. */
  read(text: string, place: Place): Template {
    const parts: (string | Source)[] = [];
    let at = 0;
    for (let open = text.indexOf('{{'); open >= 0; open = text.indexOf('{{', at)) {
      if (open > at) parts.push(text.slice(at, open));
      const close = text.indexOf('}}', open);
      const inner = text.slice(open + 2, Math.max(close, open + 2));
      if (close < 0 || inner.includes('{{')) {
        throw new TemplateError(place.text, `"{{" without "}}" in ${text.slice(open, open + 40)}`, 'A placeholder looks like {{nonce}}');
      }
      parts.push(this.#placeholder(inner.trim(), place));
      at = close + 2;
    }
    if (at < text.length) parts.push(text.slice(at));
    return { parts };
  }

  /** Throws for a name that was used and never defined. */
  close(): void {
    for (const { name, place } of this.#references) {
      const source = this.lookup(name);
      if (source === undefined) throw this.#unknown(name, `{{${name}}}`, place);
      if (source.kind === 'answer' && place.answers !== 'own' && place.answers !== source.of) throw tooEarly(name, place);
      this.slotOf(name)?.uses.add(place.where);
    }
  }

  /** Slots of this scope and its parent. */
  *allSlots(): Iterable<ScopedSlot> {
    if (this.parent !== undefined) yield* this.parent.allSlots();
    yield* this.slots.values();
  }

  /** What a name stands for; a capture stands for itself. */
  lookup(name: string): Source | undefined {
    if (this.#captures.has(name)) return { kind: 'name', name };
    return this.#names.get(name) ?? this.parent?.lookup(name);
  }

  /** The slot of a name, of this scope or its parent. */
  slotOf(name: string): ScopedSlot | undefined {
    return this.slots.get(name) ?? this.parent?.slotOf(name);
  }

  #placeholder(text: string, place: Place): Source {
    const [, name, spec = ''] = /^(?:([A-Za-z_][\w-]*)\s*=\s*)?([^]*)$/.exec(text) ?? [];
    const [word = '', ...args] = spec.split(/\s+/).filter((piece) => piece !== '');
    const kind = Object.hasOwn(KINDS, word) ? KINDS[word] : undefined;
    if (kind === undefined) {
      if (name !== undefined || args.length > 0 || !/^[A-Za-z_][\w-]*$/.test(word)) throw this.#unknown(word, `{{${text}}}`, place);
      this.#references.push({ name: word, place });
      return { kind: 'name', name: word };
    }
    const meaning = kind.read(args, [word, ...args].join(' '));
    if (meaning === undefined) throw new TemplateError(place.text, `wrong arguments in {{${text}}}`, `Right would be ${kind.usage}`);
    if (meaning.kind === 'answer' && place.answers === undefined) throw tooEarly(text, place);
    if (name !== undefined && Object.hasOwn(KINDS, name)) {
      throw new TemplateError(place.text, `{{${text}}} gives the name of a placeholder to a draw`, `Another name would do, such as {{my-${name}=${spec.trim()}}}`);
    }
    return this.#source(meaning, name, place);
  }

  #source(meaning: Meaning, name: string | undefined, place: Place): Source {
    const source = 'drawing' in meaning ? this.#slot(meaning, name, place) : meaning.kind === 'answer' ? { ...meaning, of: place.answers ?? 'own' } : meaning;
    if (name !== undefined) this.#names.set(name, source);
    return source;
  }

  #slot({ kind, drawing }: Extract<Meaning, { drawing: Drawing }>, name: string | undefined, place: Place): Source {
    const slot = name ?? this.#position(place.prefix ?? '');
    const known = this.slotOf(slot);
    if (known !== undefined && known.drawing.text !== drawing.text) {
      throw new TemplateError(place.text, `{{${slot}=${drawing.text}}} was defined before as ${known.drawing.text}`, `{{${slot}}} repeats it; another draw needs another name`);
    }
    if (known === undefined) this.slots.set(slot, { name: slot, kind, drawing, uses: new Set([place.where]) });
    else known.uses.add(place.where);
    return { kind, slot };
  }

  #position(prefix: string): string {
    const count = this.#counts.get(prefix) ?? 0;
    this.#counts.set(prefix, count + 1);
    return `${prefix}#${count}`;
  }

  #unknown(name: string, shown: string, place: Place): TemplateError {
    const known = [...Object.keys(KINDS), ...this.#known()];
    const near = nearestName(name, known);
    const hint = near === undefined ? `Known are ${known.join(', ')}; --setup and --capture ${/^[A-Za-z_]\w*$/.test(name) ? name : 'NAME'}=/id make more` : `Did you mean ${KINDS[near]?.usage ?? `{{${near}}}`}?`;
    return new TemplateError(place.text, `unknown placeholder ${shown}`, hint);
  }

  #known(): string[] {
    return [...this.#names.keys(), ...this.#captures, ...(this.parent === undefined ? [] : this.parent.#known())];
  }
}

function tooEarly(text: string, place: Place): TemplateError {
  const hint = '{{answer …}} is for --effects and --state (what the operation was answered), and for --also and --also-body (what the request before it was answered)';
  return new TemplateError(place.text, `{{${text}}} in the request itself, which has no answer yet`, hint);
}
