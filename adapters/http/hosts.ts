/** Where a session would connect to. */
export interface Destinations {
  /** URLs; only their hosts count. */
  readonly instances: readonly string[];
  readonly proxy?: string | undefined;
  readonly unixSocket?: string | undefined;
  /** By name or `name:port`. */
  readonly allowHosts?: readonly string[] | undefined;
}

/** A host that is not this machine, and that nobody allowed: nothing was sent. */
export class HostRefusedError extends Error {
  override readonly name = 'HostRefusedError';
  constructor(readonly hosts: readonly string[]) {
    super(`${hosts.join(', ')} ${hosts.length === 1 ? 'is' : 'are'} not this machine, and nobody allowed it: retryproof sends duplicates and cuts connections on purpose`);
  }
}

/**
 * The hosts among the destinations that are neither this machine nor allowed; `[]` where all may be sent to. A proxy counts
 * too: behind one on another machine, `localhost` is that machine.
 *
 * @throws TypeError for what is no URL
 */
export function refusedHosts({ instances, proxy, unixSocket, allowHosts = [] }: Destinations): string[] {
  const urls = [...(unixSocket === undefined ? instances : []), ...(proxy === undefined ? [] : [proxy])].map((text) => new URL(text));
  const allowed = new Set(allowHosts.map((host) => host.toLowerCase()));
  const refused = urls.filter(
    ({ host, hostname }) => !isLoopback(hostname) && !allowed.has(host) && !allowed.has(hostname) && !allowed.has(hostname.replace(/^\[|\]$/g, '')),
  );
  return [...new Set(refused.map(({ hostname }) => hostname))];
}

/**
 * True for addresses that never leave this machine: `localhost`, `*.localhost`, 127.0.0.0/8 and ::1.
 *
 * @param host - host name as in `URL.hostname`, brackets allowed, no port
 */
export function isLoopback(host: string): boolean {
  const name = host.toLowerCase().replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '');
  if (name === 'localhost' || name.endsWith('.localhost') || name === '::1') return true;
  if (/^::ffff:7f[0-9a-f]{2}:[0-9a-f]{1,4}$/.test(name)) return true;
  const octets = name.split('.');
  return octets.length === 4 && octets[0] === '127' && octets.every((octet) => /^\d{1,3}$/.test(octet) && Number(octet) < 256);
}
