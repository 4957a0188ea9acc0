import { describe, expect, it } from 'vitest';
import { UsageError } from '../../../src/check/options.js';
import { databaseOrigins } from '../../../src/check/target/database.js';
import { effectsProbe } from '../../../src/check/target/effects.js';
import { checkHosts } from '../../../src/check/target/url.js';
import { byAdapter, wayOf } from '../../../src/check/way.js';
import type { QueryTemplate } from '../../../src/model/index.js';

const parse = (text: string): QueryTemplate => effectsProbe(text, '--effects', { origins: ['http://localhost'], route: '/charges', headers: [] }, undefined) as QueryTemplate;
const COUNT = 'SELECT count(*) FROM charges WHERE reference = {{nonce}}';

function refusal(text: string): string {
  try {
    parse(text);
  } catch (error) {
    if (error instanceof UsageError) return `${error.message} | ${error.hint}`;
    throw error;
  }
  throw new Error(`${text} was taken`);
}

describe('--effects with a database', () => {
  it.each<[string, string, object]>([
    ['a URL in full', 'postgres://shop:pw@localhost:5433/shop', { dialect: 'postgres', host: 'localhost', port: 5433, user: 'shop', password: 'pw', name: 'shop', parameters: {} }],
    ['its other name', 'postgresql://localhost/shop?sslmode=require', { dialect: 'postgres', host: 'localhost', port: 5432, name: 'shop', parameters: { sslmode: 'require' } }],
    ['no host', 'postgres:///shop', { dialect: 'postgres', host: 'localhost', port: 5432, name: 'shop', parameters: {} }],
    ['a socket', 'postgres:///shop?host=/var/run/postgresql', { dialect: 'postgres', host: 'localhost', port: 5432, socket: '/var/run/postgresql', name: 'shop', parameters: { host: '/var/run/postgresql' } }],
    ['a host behind the question mark', 'postgres://localhost/shop?host=db.example.com', { dialect: 'postgres', host: 'db.example.com', port: 5432, name: 'shop', parameters: { host: 'db.example.com' } }],
    ['MySQL', 'mysql://root@127.0.0.1/test', { dialect: 'mysql', host: '127.0.0.1', port: 3306, user: 'root', name: 'test', parameters: {} }],
    ['MariaDB', 'mariadb://root:p%40ss%2F@[::1]:3307/test', { dialect: 'mysql', host: '::1', port: 3307, user: 'root', password: 'p@ss/', name: 'test', parameters: {} }],
    ['a file', 'sqlite:var/shop.db', { dialect: 'sqlite', file: 'var/shop.db' }],
    ['a file from the root, with a space', 'sqlite:///var/my%20shop.db', { dialect: 'sqlite', file: '/var/my shop.db' }],
  ])('should understand %s', (_, url, database) => {
    expect(parse(`${url} ${COUNT}`).database).toEqual(database);
  });

  it('should take the query apart where its placeholders stand', () => {
    const { pieces, holes } = parse("postgres://localhost/shop\n SELECT count(*) FROM charges -- of one\n WHERE note <> 'it''s' AND reference = {{nonce}} AND id = {{answer /id}}::uuid");
    expect(holes).toEqual(['{{nonce}}', '{{answer /id}}']);
    expect(pieces.join('?')).toBe("SELECT count(*) FROM charges -- of one\n WHERE note <> 'it''s' AND reference = ? AND id = ?::uuid");
  });

  it('should be called by reports without its password', () => {
    expect(parse(`postgres://shop:hunter2@localhost/shop?sslmode=require&password=hunter3 ${COUNT}`).text).toBe(`postgres://shop@localhost/shop ${COUNT}`);
  });

  it.each([
    ['no query', 'postgres://localhost/shop', 'names a database and no query'],
    ['quotes round a placeholder', "postgres://localhost/shop SELECT count(*) FROM c WHERE r = '{{nonce}}'", "{{nonce}} stands in quotes: '{{nonce}}' | write {{nonce}}: a placeholder is a bound parameter"],
    ['a placeholder within a text', "postgres://localhost/shop SELECT count(*) FROM c WHERE r LIKE '%{{nonce}}%'", "write '%' || {{nonce}} || '%'"],
    ['the same of MySQL', String.raw`mysql://localhost/shop SELECT count(*) FROM c WHERE q = 'it\'s' AND r LIKE '%{{nonce}}'`, "write concat('%', {{nonce}})"],
    ['a placeholder in a comment', 'postgres://localhost/shop SELECT count(*) FROM c -- {{nonce}}', 'stands in a comment'],
    ['a placeholder as a name', 'mysql://localhost/shop SELECT count(*) FROM c WHERE `{{nonce}}` = 1', 'stands in quotes'],
    ['a placeholder in dollar quotes', 'postgres://localhost/shop SELECT count(*) FROM c WHERE r = $a$ {{nonce}} $a$', 'stands in quotes'],
    ['no placeholder', 'postgres://u:hunter2@localhost/shop SELECT count(*) FROM charges', "would count everybody's effects"],
    ['a parameter of its own', 'postgres://localhost/shop SELECT count(*) FROM c WHERE r = $1', '$1 in the query is a parameter that nobody gives a value | write {{nonce}} in its place'],
    ['a question mark', 'sqlite:shop.db SELECT count(*) FROM c WHERE r = ?', '? in the query is a parameter'],
    ['a statement that writes', 'postgres://localhost/shop DELETE FROM c WHERE r = {{nonce}}', 'begins with DELETE does not count'],
    ['a query that writes', 'mysql://localhost/shop SELECT 1 INTO OUTFILE "/tmp/x" FROM c WHERE r = {{nonce}}', 'with INTO writes'],
    ['no slashes', `postgres:localhost/shop ${COUNT}`, '// is missing'],
    ['a password that is no part of a URL', `postgres://shop:hun/ter2@localhost/shop ${COUNT}`, 'in a password, # / ? @ and % are written'],
    ['a port that is none', `postgres://localhost/shop?port=x ${COUNT}`, 'has no port that can be'],
    ['a host that is none', `postgres://evil%2fx.localhost/shop ${COUNT}`, 'which is none'],
    ['no file', `sqlite: ${COUNT}`, 'names no file'],
    ['a database in memory', `sqlite::memory: ${COUNT}`, 'is a database of whoever opens it'],
    ['a slip of the scheme', `postgress://shop:hunter2@localhost/shop ${COUNT}`, 'did you mean postgres:?'],
    ['another database', `mongodb://shop:hunter2@localhost/shop ${COUNT}`, "exec:"],
    ['no command', 'exec: ', 'exec: names no command'],
    ['a placeholder in a command', 'exec:./count.sh {{nonce}}', '{{nonce}} is not filled in: nothing that a service answers may become a part of a command | the command finds it in its environment: "$NONCE"'],
    ['an answer in a command', 'exec:./count.sh {{answer /id}}', '"$ANSWER" holds the JSON'],
  ])('should refuse %s, and say what would be right', (_, text, says) => {
    const said = refusal(text);
    expect(said).toContain(says);
    expect(said).not.toMatch(/hunter2|hun\/ter2/);
  });

  it.each([
    ['exec:./count.sh', 'exec:./count.sh'],
    ['exec: PGPASSWORD=hunter2 psql -tAc "SELECT …"', 'exec:psql …'],
    ["exec:docker ps --format '{{.Names}}'", 'exec:docker …'],
  ])('should call %s by its program', (text, name) => {
    expect(parse(text)).toEqual({ text: name, command: text.slice(5).trim() });
  });
});

describe('hosts of databases', () => {
  const options = (effects: string, allowHosts?: readonly string[]) => ({ url: 'http://localhost/charges', effects: [`${effects} ${COUNT}`], ...(allowHosts === undefined ? {} : { allowHosts }) });

  it('should be refused unless they are this machine or allowed', () => {
    expect(checkHosts(options('postgres://db.example.com/shop'))).toEqual(['db.example.com']);
    expect(checkHosts(options('postgres://localhost/shop?host=db.example.com'))).toEqual(['db.example.com']);
    expect(checkHosts({ ...options('sqlite:shop.db'), also: 'POST /x', alsoEffects: `mysql://db.example.com/shop ${COUNT}` })).toEqual(['db.example.com']);
    for (const url of ['postgres://127.0.0.1/shop', 'mysql://[::1]/shop', 'sqlite:/shop.db', 'postgres:///shop?host=/run/postgresql']) expect(checkHosts(options(url))).toEqual([]);
    for (const allowed of ['db.example.com', 'db.example.com:5432']) expect(checkHosts(options('postgres://db.example.com/shop', [allowed]))).toEqual([]);
    expect(checkHosts(options('postgres://db.example.com/shop', ['db.example.com:9']))).toEqual(['db.example.com']);
    expect(databaseOrigins({ effects: [() => 1], alsoEffects: 'GET /x' })).toEqual([]);
  });

  it('should be refused with what would allow them, by whichever way', () => {
    expect(wayOf(options('postgres://db.example.com/shop')).refused).toMatchObject({ kind: 'refused', message: expect.stringContaining('db.example.com, whose database'), hint: expect.stringContaining('--allow-host db.example.com') });
    const adapter = { name: 'own', open: () => Promise.reject(new Error('never')) };
    expect(byAdapter(adapter, { path: '/charges', effects: options('postgres://db.example.com/shop').effects }).way.refused?.hint).toContain('a function of your own');
  });
});
