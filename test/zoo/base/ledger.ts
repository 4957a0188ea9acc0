export interface Entry {
  readonly id: string;
  readonly reference: string;
  readonly [member: string]: unknown;
}

/** What a service did: entries per kind (charges, refunds), each seen only by the principal who made it. */
export class Ledger {
  readonly #lists = new Map<string, Entry[]>();
  readonly #byId = new Map<string, Entry>();

  add(kind: string, principal: string, entry: Entry): void {
    const slot = JSON.stringify([kind, principal, entry.reference]);
    const list = this.#lists.get(slot);
    if (list) list.push(entry);
    else this.#lists.set(slot, [entry]);
    this.#byId.set(JSON.stringify([kind, principal, entry.id]), entry);
  }

  find(kind: string, principal: string, reference: string): readonly Entry[] {
    return this.#lists.get(JSON.stringify([kind, principal, reference])) ?? [];
  }

  get(kind: string, principal: string, id: string): Entry | undefined {
    return this.#byId.get(JSON.stringify([kind, principal, id]));
  }
}
