/**
 * The JSON Schema of configuration files, made from the flags: what a flag takes, a key takes. `scripts/schemas.mjs`
 * writes it to `schema/config.json`.
 */

/** Where a validator finds it, or knows it by: those of reports refer to each other. */
export const schemaId = (name) => `https://unpkg.com/retryproof/schema/${name}.json`;

const FROM_ENVIRONMENT = String.raw`\$\{[A-Za-z_]\w*\}`;
const TEXT = { type: ['string', 'number'] };
const BODY = { type: ['string', 'object'] };

/** Where 0 is not lawful, a text has another digit. */
const digits = (positive) => (positive ? '(?=[^eE]*[1-9])' : '');
const from = (positive, least = 0) => (least > 0 ? { minimum: least } : positive ? { exclusiveMinimum: 0 } : { minimum: 0 });
/** A text that is a number: whole, or with a fraction; `1e5` too. */
const NUMERIC = { integer: String.raw`\d+`, number: String.raw`\d+(\.\d+)?` };
const most = (type) => (type === 'integer' ? { maximum: Number.MAX_SAFE_INTEGER } : {});
const number = (type, positive) => ({ anyOf: [{ type, ...from(positive), ...most(type) }, { type: 'string', pattern: `^${digits(positive)}\\s*${NUMERIC[type]}([eE]\\d+)?\\s*$|${FROM_ENVIRONMENT}` }] });

/** What a key means in a file, where that is not what the flag says. */
const ABOUT = { url: "The target's URL; a list names further instances of the same service. A path alone (/charges) goes below the URL that stands further out" };

/** What each kind of flag takes in a file. */
const KINDS = {
  text: ({ choices }) => (choices === undefined ? TEXT : { anyOf: [{ enum: choices }, { type: 'string', pattern: FROM_ENVIRONMENT }] }),
  texts: () => ({ anyOf: [TEXT, { type: 'array', items: TEXT }] }),
  body: () => BODY,
  bodies: () => ({ anyOf: [BODY, { type: 'array', items: { type: ['string', 'object', 'array'] } }] }),
  file: () => ({ type: 'string' }),
  contract: () => ({ anyOf: [{ type: 'string' }, { $ref: '#/definitions/contractFile' }] }),
  switch: () => ({ type: 'boolean' }),
  count: ({ positive }) => number('integer', positive),
  number: ({ positive }) => number('number', positive),
  duration: ({ positive, leastBareMs }) => ({ anyOf: [{ type: 'number', ...from(positive, leastBareMs) }, { type: 'string', pattern: `^${digits(positive)}\\s*\\d+(\\.\\d+)?\\s*([mM]?[sS]|[mM]|[hH])\\s*$|${FROM_ENVIRONMENT}` }] }),
};

const reference = (name) => ({ $ref: `#/definitions/${name}` });
const named = (what, description) => ({
  type: 'object', description, minProperties: 1, propertyNames: { pattern: String.raw`^[\w-]+$` }, additionalProperties: what,
});

/**
 * @param flags - those that a configuration may set
 * @param keysOf - the lawful spellings of a flag's key; editors offer the first
 * @param contract - the schema of contract files
 */
export function configSchema(flags, keysOf, { $schema, $id: _id, title: _title, ...contract }) {
  const definition = (flag) => `${keysOf(flag)[0]}Setting`;
  const properties = Object.fromEntries(flags.map((flag) => [keysOf(flag)[0], reference(definition(flag))]));
  const patternProperties = Object.fromEntries(flags.flatMap((flag) => keysOf(flag).slice(1).map((key) => [`^${key}$`, reference(definition(flag))])));
  const level = (more = {}) => ({ type: 'object', properties: { ...more, ...properties }, patternProperties, additionalProperties: false });
  const operations = named(reference('operation'), 'By name. Each inherits what stands further out, and replaces what it gives itself.');
  const targets = named(reference('target'), 'By name. Each inherits the settings of the file, and replaces what it gives itself.');
  return {
    $schema,
    $id: schemaId('config'),
    title: 'retryproof configuration',
    description: 'Flags of `retryproof check` by their names. `${NAME}` in any text is taken from the environment; files are named relative to this one.',
    ...level({ $schema: { type: 'string', description: 'For editors.' }, targets, operations }),
    not: { required: ['targets', 'operations'] },
    definitions: {
      target: level({ operations }),
      operation: level(),
      ...Object.fromEntries(flags.map((flag) => [definition(flag), { description: ABOUT[flag.name] ?? flag.describe.replace(/; repeatable\b/, '; one or a list'), ...KINDS[flag.kind](flag) }])),
      contractFile: contract,
    },
  };
}
