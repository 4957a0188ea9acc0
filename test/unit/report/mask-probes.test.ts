import { describe, expect, it } from 'vitest';
import { referenceOptions, resolveOptions } from '../../../src/cli/secrets.js';
import { maskerFor } from '../../../src/cli/masking.js';
import { secretsInProbe, shownUrl } from '../../../src/model/index.js';

const QUERY = 'SELECT count(*) FROM charges WHERE reference = {{nonce}}';
const url = 'http://localhost/charges';

describe('secrets of probes', () => {
  it.each<[string, readonly string[]]>([
    [`postgres://shop:hunter2-hunter2@localhost/shop ${QUERY}`, ['hunter2-hunter2']],
    [`postgres://shop:p%40ss/word@localhost/shop?password=other-one ${QUERY}`, ['p%40ss/word', 'p@ss/word', 'other-one']],
    [`postgres://postgres:postgres@localhost/shop ${QUERY}`, []],
    [`postgres://localhost:5432/shop ${QUERY}`, []],
    [`sqlite:shop.db ${QUERY}`, []],
    ['GET /charges?token=x', []],
    ['exec:PGPASSWORD=hunter2 psql postgres://u:hunter3@h/db', ['hunter3', 'hunter2']],
    [`exec:./count --api-key 'hunter 4' --password="$PW"`, ['hunter 4']],
  ])('should be found in %s', (text, secrets) => {
    expect(secretsInProbe(text)).toEqual(secrets);
  });

  it('should be masked in whatever text repeats them, and not be shown in a URL', () => {
    const masker = maskerFor({ url, effects: [`postgres://shop:hunter2-hunter2@localhost/shop ${QUERY}`], alsoEffects: 'exec:TOKEN=hunter3-hunter3 x' });
    expect(masker.text('it said hunter2-hunter2 and hunter3-hunter3')).toMatch(/^it said <masked:password:\w+> and <masked:password:\w+>$/);
    expect(shownUrl('postgres://shop:hunter2@localhost/shop?password=x')).toBe('postgres://shop@localhost/shop');
  });
});

describe('what a sink answers', () => {
  it('should be masked where it is a secret, and not be saved then', () => {
    const options = { url, sink: '4010', sinkAnswer: '200 {"id":"{{id}}","client_secret":"hunter2-hunter2"}' };
    const masker = maskerFor(options);
    expect(masker.text('it said hunter2-hunter2')).not.toContain('hunter2');
    expect(referenceOptions(options, masker, {})).toEqual({ url: [url], sink: '4010', sinkAnswer: '<--sink-answer>' });
    expect(referenceOptions({ url, sinkAnswer: '201 {"id":"{{id}}"}' }, masker, {})['sinkAnswer']).toBe('201 {"id":"{{id}}"}');
  });
});

describe('saved probes', () => {
  const saved = (effects: readonly string[], env: { readonly [name: string]: string } = {}) => {
    const options = { url, effects };
    return referenceOptions(options, maskerFor(options), env)['effects'];
  };

  it('should name the variable that held the URL, or its password', () => {
    const full = 'postgres://shop:hunter2-hunter2@localhost/shop';
    expect(saved([`${full} ${QUERY}`], { PGPASS: 'hunter2-hunter2', DATABASE_URL: full, HOST_PART: 'localhost/shop' })).toEqual([`\${DATABASE_URL} ${QUERY}`]);
    expect(saved([`${full} ${QUERY}`], { PGPASS: 'hunter2-hunter2', HOST_PART: 'localhost/shop' })).toEqual([`postgres://shop:\${PGPASS}@localhost/shop ${QUERY}`]);
    expect(saved([`${full} ${QUERY}`])).toEqual(['<--effects>']);
    expect(saved([`postgres://shop:pw@localhost/shop ${QUERY}`], { SHORT: 'pw' })).toEqual(['<--effects>']);
    expect(saved(['exec:./count.sh', `postgres://shop@localhost/shop ${QUERY}`, 'GET /charges?r={{nonce}}'])).toEqual(['<--effects>', `postgres://shop@localhost/shop ${QUERY}`, 'GET /charges?r={{nonce}}']);
  });

  const resolve = (effects: readonly string[], given: object = {}, env = {}) => resolveOptions({ url, effects }, given, env, 'c.jsonl').effects;

  it('should be filled in from the environment, and by what is given in the place of what was left out', () => {
    expect(resolve([`\${DATABASE_URL} ${QUERY}`], {}, { DATABASE_URL: 'postgres://localhost/shop' })).toEqual([`postgres://localhost/shop ${QUERY}`]);
    expect(resolve(['GET /a?r={{nonce}}', '<--effects>'], { effects: ['exec:./mine.sh'] })).toEqual(['GET /a?r={{nonce}}', 'exec:./mine.sh']);
    expect(resolve(['GET /a?r={{nonce}}'], { effects: ['GET /b?r={{nonce}}'] })).toEqual(['GET /b?r={{nonce}}']);
    expect(() => resolve([`\${DATABASE_URL} ${QUERY}`])).toThrow('these are missing: DATABASE_URL');
    expect(() => resolve(['<--effects>'])).toThrow('these are missing: --effects');
  });

  it('should run no command and ask no host that only the file names', () => {
    expect(() => resolve(['exec:touch /tmp/x'])).toThrow('names a command as a --effects, and no command of a file is run');
    expect(() => resolve(['${EVIL}'], {}, { EVIL: 'exec:touch /tmp/x' })).toThrow('no command of a file is run');
    expect(() => resolve([` exec:touch /tmp/x`])).toThrow('no command of a file is run');
    expect(() => resolve([`postgres://db.example.com/shop ${QUERY}`])).toThrow('goes to db.example.com, which is not this machine');
    expect(resolve([`postgres://db.example.com/shop ${QUERY}`], { allowHosts: ['db.example.com'] })).toHaveLength(1);
  });
});
