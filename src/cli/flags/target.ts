import type { Flag } from './flag.js';

const REQUEST = 'The request:';
const OTHERS = 'Other callers, routes and requests:';
const EFFECTS = 'What it leaves behind:';
const WAY = 'The way there:';

/** Flags that describe the target. `-X -H -d -k -x` mean what they mean in curl. */
export const TARGET_FLAGS: readonly Flag[] = [
  { name: 'method', short: 'X', kind: 'text', option: 'method', group: REQUEST, describe: 'Method (default POST)' },
  { name: 'header', short: 'H', kind: 'texts', option: 'headers', group: REQUEST, describe: "Header line 'Name: value'; repeatable" },
  { name: 'body', short: 'd', kind: 'bodies', option: 'bodies', group: REQUEST, describe: 'Body as text or @FILE, with placeholders; further ones provoke declines, failures or slowness' },
  { name: 'effects', kind: 'texts', code: true, option: 'effects', group: EFFECTS, describe: "What counts: a request ('GET /charges?reference={{nonce}}'), a query ('postgres://user:password@localhost/shop SELECT count(*) FROM charges WHERE reference = {{nonce}}'; mysql://, sqlite:FILE), exec:COMMAND that prints a count, or sink; repeatable" },
  { name: 'effects-count', kind: 'text', option: 'effectsCount', group: EFFECTS, describe: 'JSON Pointer to the array or the number that is counted' },
  { name: 'state', kind: 'text', option: 'state', group: EFFECTS, describe: "A GET for the state, for PUT and DELETE: 'GET /items/{{item}}'" },
  { name: 'id', kind: 'text', option: 'id', group: EFFECTS, describe: 'Where the resource id stands: JSON Pointer or header:Location (default Location, /id, /data/id)' },
  { name: 'success', kind: 'text', option: 'success', group: EFFECTS, describe: 'Status set (200,201 or 2xx) or JSON Pointer, for services that answer 200 to everything' },
  { name: 'principal', kind: 'texts', option: 'principals', group: OTHERS, describe: "A caller: 'Authorization: Bearer a' or exec:COMMAND that prints header lines; twice or more" },
  { name: 'revoke', kind: 'text', option: 'revoke', group: OTHERS, describe: "Request that ends a principal's credential" },
  { name: 'url', kind: 'texts', option: 'url', group: OTHERS, describe: 'Further instance of the service; repeatable' },
  { name: 'also', kind: 'text', option: 'also', group: OTHERS, describe: "A second route: 'POST /refunds', or 'POST /charges/{{answer /id}}/refund'" },
  { name: 'also-body', kind: 'body', option: 'alsoBody', group: OTHERS, describe: 'Its body, text or @FILE' },
  { name: 'also-effects', kind: 'text', code: true, option: 'alsoEffects', group: OTHERS, describe: 'What counts its effects' },
  { name: 'setup', kind: 'texts', option: 'setups', group: OTHERS, describe: "Request before an operation: 'POST /customers {…}'; repeatable" },
  { name: 'capture', kind: 'texts', option: 'captures', group: OTHERS, describe: 'customer=/id: a value of the setup’s answer as the placeholder {{customer}}; repeatable' },
  { name: 'exec', kind: 'text', option: 'exec', group: WAY, describe: "Command that starts the service, ended with the check: 'node server.js'; PORT in its environment is {{port}} in the URL" },
  { name: 'instances', kind: 'count', option: 'instances', group: WAY, describe: 'How many of it are started, each with a port of its own (default 1)' },
  { name: 'before-run', kind: 'text', code: true, option: 'beforeRun', group: WAY, describe: 'Command that runs once before anything is sent; RETRYPROOF_URL in its environment' },
  { name: 'after-run', kind: 'text', code: true, option: 'afterRun', group: WAY, describe: 'Command that runs once after everything, whatever ended it; RETRYPROOF_VERDICT and RETRYPROOF_EXIT_CODE besides' },
  { name: 'sink', kind: 'text', option: 'sink', group: EFFECTS, describe: 'Play the downstream that it calls (payment provider, mail gateway), at this PORT or HOST:PORT, count what is asked of it and let it fail; with --exec, 0 is any port, SINK_URL in its environment' },
  { name: 'sink-answer', kind: 'text', option: 'sinkAnswer', group: EFFECTS, describe: 'What it answers: \'201 {"id":"{{id}}"}\' (default 200)' },
  { name: 'sink-key', kind: 'text', option: 'sinkKey', group: EFFECTS, describe: "Header of the downstream's own key (default Idempotency-Key)" },
  { name: 'tap', kind: 'texts', option: 'taps', group: WAY, describe: 'A way to its database or cache through retryproof, which then takes that away: redis=6379, with @PORT to listen at, or {{tap redis}} in the command of --exec; repeatable' },
  { name: 'cacert', kind: 'file', option: 'tls.ca', group: WAY, describe: 'File with the certificates to trust (PEM)' },
  { name: 'cert', kind: 'file', option: 'tls.cert', group: WAY, describe: 'File with the client certificate (PEM)' },
  { name: 'key-file', kind: 'file', option: 'tls.key', group: WAY, describe: 'File with its private key (PEM)' },
  { name: 'insecure', short: 'k', kind: 'switch', option: 'tls.insecure', group: WAY, describe: 'Trust any certificate' },
  { name: 'unix-socket', kind: 'text', option: 'unixSocket', group: WAY, describe: 'Connect through this socket' },
  { name: 'proxy', short: 'x', kind: 'text', option: 'proxy', group: WAY, describe: 'Connect through this proxy' },
  { name: 'allow-host', kind: 'texts', option: 'allowHosts', group: WAY, describe: 'Host besides loopback that may be sent to; repeatable' },
];
