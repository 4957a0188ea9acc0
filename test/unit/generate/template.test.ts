import { describe, expect, it } from 'vitest';
import { compileTarget, TemplateError } from '../../../src/generate/index.js';
import type { Target } from '../../../src/model/index.js';
import { identity, route, target } from './fixture.js';
import { sent } from './sent.js';

const withBody = (body: string, mediaType = 'application/json'): Target => target({ routes: [route({ bodies: [body], mediaType })] });

function error(bad: Target): unknown {
  try {
    return compileTarget(bad);
  } catch (problem) {
    return problem;
  }
}

describe('templates', () => {
  it('should give a string that is one placeholder the type of its value', () => {
    const { json } = sent(withBody('{"a":"{{int 1 9}}","b":"{{bool}}","c":"{{pick x y}}","d":"id-{{int 1 9}}","e":[null,1.5],"{{nonce}}":1}'), {
      draws: { '#0': 4, '#1': true, '#2': 'y', '#3': 7 },
    });
    expect(json).toMatchObject({ a: 4, b: true, c: 'y', d: 'id-7', e: [null, 1.5] });
    expect(Object.keys(json as object).at(-1)).toMatch(/^rp[0-9a-z]{18}$/);
  });

  it('should repeat named draws anywhere in the request and its probes', () => {
    const to = target({
      routes: [route({ path: '/trips/{{trip}}?again={{trip}}', headers: [['x-trip', '{{trip}}']], bodies: ['{"trip":"{{trip=uuid}}"}'], effects: [{ method: 'GET', path: '/trips/{{trip}}/n/{{nonce}}', headers: [], text: '' }] })],
    });
    const { request, json, blueprint, operation } = sent(to, { draws: { trip: 5 } });
    const { trip } = json as { trip: string };
    expect(trip).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(request.path).toBe(`/trips/${trip}?again=${trip}`);
    expect(request.headers).toContainEqual(['x-trip', trip]);
    const probe = blueprint.renderAside({ kind: 'effects', probe: 0 }, operation, identity(), 'rpx');
    expect(probe).toMatchObject({ method: 'GET', path: `/trips/${trip}/n/rpx`, body: null });
  });

  it('should escape values where they stand', () => {
    const text = 'a b/"ü"&{}';
    const to = target({ routes: [route({ path: '/c/{{customer}}?q={{customer}}', headers: [['x', '{{customer}}']], bodies: ['{"a":"<{{customer}}>"}'] })], setups: [{ method: 'POST', path: '/customers', headers: [], captures: { customer: '/id' } }] });
    const { request, json } = sent(to, {}, identity({ captures: { customer: text } }));
    expect(request.path).toBe(`/c/${encodeURIComponent(text)}?q=${encodeURIComponent(text)}`);
    expect(request.headers).toContainEqual(['x', text]);
    expect(json).toEqual({ a: `<${text}>` });
  });

  it('should know the time, the URL and the answer', () => {
    const to = target({ routes: [route({ bodies: ['{"at":"{{timestamp}}","hook":"{{url}}/hook","ref":"{{nonce}}"}'], effects: [{ method: 'GET', path: '/charges/{{answer /data/id}}', headers: [], text: '' }] })] });
    const { json, blueprint, operation } = sent(to, {});
    expect(json).toMatchObject({ at: '2026-01-02T00:00:00.000Z', hook: 'http://localhost:3000/hook' });
    const probe = { kind: 'effects', probe: 0 } as const;
    expect(blueprint.needsAnswer(probe, 0)).toBe(true);
    expect(blueprint.renderAside(probe, operation, identity({ answer: { data: { id: 'ch/1' } } }), 'n').path).toBe('/charges/ch%2F1');
    // Without an answer it must find nothing, not everything.
    expect(blueprint.renderAside(probe, operation, identity(), 'n').path).toBe('/charges/%7B%7Banswer%20%2Fdata%2Fid%7D%7D');
  });

  it('should call unnamed slots by their position, and keep those of several bodies apart', () => {
    const { shapes } = compileTarget(target({ routes: [route({ path: '/c/{{uuid}}', bodies: ['{"a":"{{int 1 2}}","b":"{{n=int 3 4}}"}', '{"a":"{{int 1 2}}"}'] })] }));
    expect(shapes[0]?.map(({ slots }) => slots.map(({ name }) => name))).toEqual([
      ['#0', '#1', 'n'],
      ['#0', 'body1#0'],
    ]);
  });

  it.each([
    [withBody('{"amount":"{{itn 1 5}}"}'), '--body, at /amount: unknown placeholder {{itn 1 5}}. Did you mean {{int 1 50}}'],
    [withBody('{"amount":"{{nonse}}"}'), '--body, at /amount: unknown placeholder {{nonse}}. Did you mean {{nonce}}'],
    [withBody('{"a":"{{trip=uuid}}","b":"{{trap}}"}'), '--body, at /b: unknown placeholder {{trap}}. Did you mean {{trip}}?'],
    [withBody('{"a":"{{qwertyuiop}}"}'), 'Known are nonce, timestamp'],
    [withBody('{"a":"{{int 5 1}}"}'), '--body, at /a: wrong arguments in {{int 5 1}}. Right would be {{int 1 50}}: two whole numbers, the smaller first'],
    [withBody('{"a":"{{int 5"}'), '--body, at /a: "{{" without "}}" in {{int 5'],
    [withBody('{"a":"{{answer /id}}"}'), '{{answer /id}} in the request itself, which has no answer yet'],
    [withBody('{"a":"{{int=uuid}}"}'), 'gives the name of a placeholder to a draw'],
    [withBody('{"a":"{{t=uuid}}","b":"{{t=bool}}"}'), 'was defined before as uuid'],
    [withBody('{"a":{{int 1 50}}}'), 'not JSON at line 1, column 6: a placeholder stands outside of double quotes. Put it in double quotes'],
    [withBody('{\n  "a": 1,\n}'), '--body: not JSON at line 3, column 1: a member\'s name in double quotes is missing'],
    [withBody('{"a": nope}'), 'line 1, column 7: a value is missing'],
    [withBody('{"a": 1'), 'line 1, column 8: "}" is missing at the end'],
    [withBody('a=%zz', 'application/x-www-form-urlencoded'), 'not form-urlencoded at line 1, column 3'],
    [target({ routes: [route({ path: '/{{ui}}' })] }), 'the URL: unknown placeholder {{ui}}'],
    [target({ routes: [route({ headers: [['X-A', '{{bool 1}}']] })] }), '--header X-A: wrong arguments'],
    [target({ key: { in: 'header', name: 'K', format: 'raw', template: 'k-{{int 1 9}}' } }), '--key: every operation would have the same key'],
    [target({ key: { in: 'body', name: '/key', format: 'raw' }, routes: [route({ mediaType: 'text/plain', bodies: ['x'] })] }), '--key-field: POST /charges has no body with members'],
  ])('should explain what is wrong: %#', (bad, message) => {
    const problem = error(bad) as TemplateError;
    expect(problem).toBeInstanceOf(TemplateError);
    expect(problem.message).toContain(message);
  });
});
