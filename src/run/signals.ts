import { setMaxListeners } from 'node:events';

/** A signal that never aborts. */
export function neverSignal(): AbortSignal {
  return shared(new AbortController().signal);
}

/** Aborts with the first of its parents. */
export function eitherSignal(...parents: readonly AbortSignal[]): AbortSignal {
  return shared(AbortSignal.any([...parents]));
}

/** Hundreds of attempts listen to one signal at once: that many listeners are no leak here. */
function shared(signal: AbortSignal): AbortSignal {
  setMaxListeners(0, signal);
  return signal;
}
