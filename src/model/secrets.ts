/** Headers whose value is a credential. Others are judged by {@link looksSecret}. */
const HEADERS = new Set(['authorization', 'proxy-authorization', 'cookie', 'set-cookie', 'x-api-key']);

const EXACT = new Set([
  'authorization', 'cookie', 'cvc', 'cvc2', 'cvv', 'cvv2', 'cardnumber', 'cardno', 'ccnumber', 'pan', 'pin', 'otp', 'ssn', 'pwd', 'passwd',
  'passphrase', 'credential', 'credentials', 'securitycode', 'accountnumber', 'iban', 'jwt', 'sessionid', 'sid', 'auth', 'bearer', 'signature',
]);
const ENDINGS = ['password', 'passwd', 'secret', 'token', 'apikey', 'privatekey', 'accesskey', 'secretkey', 'signingkey', 'cardnumber', 'cvc', 'cvv'];
/** Where `number` alone is one: `card[number]`, `{"card":{"number":…}}`. */
const CARDS = /card|payment_?method|bank_?account/i;

/**
 * True where a field of that name holds a secret. The idempotency key is none, whatever it is called.
 *
 * @param name - header, member, form field or query parameter
 * @param parent - the member above it, where there is one
 */
export function looksSecret(name: string, parent?: string): boolean {
  if (/idempot|request.?token|dedup/i.test(name)) return false;
  const plain = name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
  if (EXACT.has(plain) || ENDINGS.some((ending) => plain.endsWith(ending))) return true;
  return plain === 'number' && parent !== undefined && CARDS.test(parent);
}

export function isSecretHeader(name: string): boolean {
  return HEADERS.has(name.toLowerCase()) || looksSecret(name);
}

/** One spelling per header, so that equal values keep equal tags: `authorization` as `Authorization`. */
export function headerLabel(name: string): string {
  return name.toLowerCase().replaceAll(/(^|-)[a-z]/g, (letter) => letter.toUpperCase());
}
