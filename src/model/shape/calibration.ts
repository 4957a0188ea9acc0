import { flag, json, list, members, nothing, number, either, text } from './check.js';
import { index, lane } from './plan.js';

const quantity = number(0, Infinity, false);

const answer = members({ class: text, status: either(nothing, quantity), tookMs: quantity }, { sameBody: flag, sameStatus: flag, carriesId: flag, secondEffect: flag });

/** What plain requests told about the target. Names of what it takes may be those of a later kit. */
export const calibration = members(
  {
    durationMs: quantity,
    durationP95Ms: quantity,
    probes: list(members({ route: index, unit: quantity, lagMs: quantity }, { unitByBody: list(quantity), notFoundMeansNone: flag })),
    lanes: list(lane),
    literals: list(members({ pointer: text, value: json })),
    required: list(text),
    observations: list(members({ question: text, answers: list(answer) })),
  },
  {
    noise: list(text),
    framings: list(text),
    fillers: list(members({ pointer: text, length: quantity })),
    downstream: members({ calls: quantity, arrivesMs: quantity, awaited: flag }),
  },
);
