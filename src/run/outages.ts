import type { Clock, Completion, Session, WireRequest } from '../model/index.js';

/** When instances went down, perhaps to come back without their memory. */
export interface Outages {
  /** The instance that went down at or after a time of the rig's clock; undefined where none did. */
  since(atMs: number): number | undefined;
}

/** So many attempts cut in a row, and that share of all that was under way, are no handler's doing: the process has ended. */
const LEAST_CUT = 4;
/** Duplicates of one request alone may all be dropped by a handler that ends a race so. */
const LEAST_REQUESTS = 2;
/** Some may not have reached it yet. */
const CUT_SHARE = 0.5;

interface Instance {
  answered: boolean;
  downAtMs: number;
  underWay: number;
  /** Cuts without an answer between them, and how many attempts were under way at the first one. */
  wave: { readonly underWay: number; cut: number; readonly requests: Set<string> } | undefined;
}

/**
 * Watches everything that is sent. An instance has gone down where it refuses connections after it had answered, or
 * where most of what was under way was cut in one wave: a process that is restarted at once never refuses anybody.
 */
export function watchOutages(session: Session, clock: Clock): { readonly session: Session; readonly outages: Outages } {
  const instances = new Map<number, Instance>();
  const track = (request: WireRequest, completion: Promise<Completion>): Promise<Completion> => {
    const instance = instances.get(request.instance) ?? { answered: false, downAtMs: -Infinity, underWay: 0, wave: undefined };
    instances.set(request.instance, instance);
    instance.underWay += 1;
    const see = (ended: Completion): void => {
      if (sawEnd(instance, request, ended)) instance.downAtMs = clock.nowMs();
      instance.underWay -= 1;
    };
    // Whoever waits for it was not there yet, and so hears of it later than this does.
    completion.then(see, ignore);
    return completion;
  };
  const { racing } = session;
  return {
    session: {
      ...session,
      send: (request, options) => track(request, session.send(request, options)),
      ...(racing === undefined
        ? {}
        : {
            racing: {
              lanes: racing.lanes,
              race: (volley, lane) => racing.race(volley, lane).map((completion, index) => {
                const shot = volley[index];
                return shot === undefined ? completion : track(shot.request, completion);
              }),
            },
          }),
    },
    outages: {
      since(atMs) {
        for (const [index, { downAtMs }] of instances) if (downAtMs >= atMs) return index;
        return undefined;
      },
    },
  };
}

function ignore(): void {
  // The one who waits for it is told.
}

/** True where this end shows that the instance has gone down. */
function sawEnd(instance: Instance, request: WireRequest, ended: Completion): boolean {
  if (ended.outcome === 'ok') {
    instance.answered = true;
    instance.wave = undefined;
    return false;
  }
  if (ended.reason === 'refused' || ended.reason === 'unreachable') return instance.answered;
  // What the kit itself has cut is a `fault`, whatever the peer made of it.
  if (ended.reason !== 'closed' && ended.reason !== 'reset') return false;
  // Reset before it was accepted: it waited at a port that was closed meanwhile.
  if (ended.outcome === 'fail') return instance.answered;
  const wave = (instance.wave ??= { underWay: instance.underWay, cut: 0, requests: new Set<string>() });
  wave.cut += 1;
  wave.requests.add(`${request.path} ${request.body === null ? '' : Buffer.from(request.body).toString('latin1')}`);
  return instance.answered && wave.requests.size >= LEAST_REQUESTS && wave.cut >= LEAST_CUT && wave.cut >= wave.underWay * CUT_SHARE;
}
