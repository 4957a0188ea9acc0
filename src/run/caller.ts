import type { Headers, WireRequest } from '../model/index.js';

/**
 * A request as its caller sends it: a principal's own header takes the place of the same one that all requests carry. Where
 * both were sent, which of them counts would be up to the target.
 */
export function asCaller(request: WireRequest, caller: Headers): WireRequest {
  if (caller.length === 0) return request;
  const own = new Set(caller.map(([name]) => name.toLowerCase()));
  return { ...request, headers: [...request.headers.filter(([name]) => !own.has(name.toLowerCase())), ...caller] };
}
