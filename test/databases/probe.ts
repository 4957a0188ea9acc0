import { onTestFinished } from 'vitest';
import { queryProbe } from '../../adapters/index.js';
import type { ProbeResources } from '../../adapters/probes/resources.js';
import { createResources } from '../../adapters/probes/resources.js';
import { effectsProbe } from '../../src/check/target/effects.js';
import type { Json, ProbeQuery, QueryTemplate, Reading } from '../../src/model/index.js';

/** An operation without a request, as probes are asked about it. */
export function operation(over: Partial<ProbeQuery> = {}): ProbeQuery {
  return { request: () => Promise.reject(new Error('nothing is to be sent')), values: () => [], nonce: 'n1', principal: 0, timeoutMs: 5_000, ...over };
}

/** Asks a database what `--effects 'URL QUERY'` would, its placeholders filled with `values`. */
export function asking(url: string, resources: ProbeResources = closing()): (query: string, values?: readonly Json[], timeoutMs?: number) => Promise<Reading> {
  return (query, values = ['n1'], timeoutMs = 5_000) => {
    const template = effectsProbe(`${url} ${query}`, '--effects', { origins: [], route: '/', headers: [] }, undefined) as QueryTemplate;
    return queryProbe(template, resources).read(operation({ values: () => values, timeoutMs }));
  };
}

/** Resources that are closed with the test. */
export function closing(): ProbeResources {
  const resources = createResources();
  onTestFinished(() => resources.close());
  return resources;
}
