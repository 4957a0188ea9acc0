import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import type { Answer, Call } from '../zoo/base/http.js';
import { json, listen, problem } from '../zoo/base/http.js';
import type { Kind, Statements, Store } from './store.js';
import { unique } from './store.js';

/** A running charge service and its tables. */
export interface Charges {
  readonly url: string;
  readonly store: Store;
  /** `postgres://… SELECT count(*) FROM charges_… WHERE reference = {{nonce}}`. */
  readonly effects: string;
  readonly table: string;
}

interface Order {
  readonly key: string;
  readonly fingerprint: string;
  readonly reference: string;
  readonly amount: number;
}

interface Tables {
  readonly charges: string;
  readonly claims: string;
}

/**
 * A charge service that writes to a database. `broken` looks the key up, charges, and then writes the key down; its
 * answers give nothing away, since they are made from the key. The other claims the key, charges and commits at once.
 */
export async function serveCharges(kind: Kind, broken: boolean): Promise<Charges> {
  const store = await kind.open();
  const tables = { charges: `${unique()}_charges`, claims: `${unique()}_claims` };
  await store.run(`CREATE TABLE ${tables.charges} (reference VARCHAR(64) NOT NULL, amount INT NOT NULL)`);
  await store.run(`CREATE TABLE ${tables.claims} (idem VARCHAR(255) NOT NULL${broken ? '' : ' PRIMARY KEY'}, fingerprint VARCHAR(64) NOT NULL)`);
  await store.run(`CREATE INDEX ${unique()} ON ${tables.charges} (reference)`);
  const charge = broken ? checkThenAct : claimFirst;
  const running = await listen((call) => answer(call, (order) => charge(store, tables, order)));
  onTestFinished(async () => {
    await running.close();
    await store.run(`DROP TABLE ${tables.charges}`);
    await store.run(`DROP TABLE ${tables.claims}`);
    await store.close();
  });
  return { url: running.url, store, table: tables.charges, effects: `${store.url} SELECT count(*) FROM ${tables.charges} WHERE reference = {{nonce}}` };
}

async function answer({ method, path, headers, text }: Call, charge: (order: Order) => Promise<string>): Promise<Answer> {
  if (method !== 'POST' || path !== '/charges') return problem(404, 'not_found');
  const key = headers['idempotency-key'];
  if (typeof key !== 'string' || key === '' || key.length > 255) return problem(400, 'key_required');
  let body: { readonly [member: string]: unknown };
  try {
    body = JSON.parse(text) as typeof body;
  } catch {
    return problem(400, 'no_json');
  }
  const { amount, reference } = body as { readonly amount?: unknown; readonly reference?: unknown };
  if (typeof amount !== 'number' || typeof reference !== 'string') return problem(400, 'wrong_body');
  const fingerprint = createHash('sha256').update(JSON.stringify(Object.entries(body).toSorted())).digest('hex');
  const first = await charge({ key, fingerprint, reference, amount });
  if (first !== fingerprint) return problem(422, 'key_reused');
  return json(201, { id: `ch_${createHash('sha256').update(key).digest('hex').slice(0, 12)}`, amount, reference });
}

/** The bug: nothing keeps a second request out between the look and the note. */
async function checkThenAct(store: Store, { charges, claims }: Tables, { key, fingerprint, reference, amount }: Order): Promise<string> {
  const { rows } = await store.run(`SELECT fingerprint FROM ${claims} WHERE idem = ?`, key);
  const [known] = rows;
  if (known !== undefined) return String(known['fingerprint']);
  await delay(4); // The card network.
  await store.run(`INSERT INTO ${charges} (reference, amount) VALUES (?, ?)`, reference, amount);
  await store.run(`INSERT INTO ${claims} (idem, fingerprint) VALUES (?, ?)`, key, fingerprint);
  return fingerprint;
}

/** The repair: a unique constraint, and claim and effect in one transaction. */
function claimFirst(store: Store, { charges, claims }: Tables, { key, fingerprint, reference, amount }: Order): Promise<string> {
  const { before, after } = store.insertNew;
  return store.transaction(async (tx: Statements) => {
    const { changed } = await tx.run(`${before} ${claims} (idem, fingerprint) VALUES (?, ?) ${after}`, key, fingerprint);
    if (changed === 1) {
      await tx.run(`INSERT INTO ${charges} (reference, amount) VALUES (?, ?)`, reference, amount);
      return fingerprint;
    }
    const { rows } = await tx.run(`SELECT fingerprint FROM ${claims} WHERE idem = ?`, key);
    return String(rows[0]?.['fingerprint']);
  });
}
