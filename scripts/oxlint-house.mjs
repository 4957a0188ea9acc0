/**
 * Lint rules of this house that oxlint does not have by itself.
 *
 * `house/pure`: a pure folder reads no clock, waits for nothing, draws nothing at random and touches no machine, so that
 * a saved history can be judged again years later and the same seed gives the same plans.
 * `house/reasoned-disable`: a directive that switches a rule off says why, after `--`.
 */

const CLOCK = 'reads a clock';
const WAITS = 'waits';
const CHANCE = 'draws at random without a seed';
const MACHINE = 'touches the machine';
const ESCAPE = 'reaches every global, so nothing can be said about it';

/** Globals that no pure folder names, whatever is done with them. */
const GLOBALS = new Map([
  ...['performance', 'Temporal'].map((name) => [name, CLOCK]),
  ...['setTimeout', 'setInterval', 'setImmediate', 'clearTimeout', 'clearInterval', 'clearImmediate'].map((name) => [
    name,
    WAITS,
  ]),
  ...['queueMicrotask', 'Atomics', 'scheduler', 'MessageChannel', 'BroadcastChannel'].map((name) => [name, WAITS]),
  ...['crypto', 'Crypto'].map((name) => [name, CHANCE]),
  ...[
    'process',
    'fetch',
    'WebSocket',
    'EventSource',
    'XMLHttpRequest',
    'navigator',
    'console',
    'require',
    'module',
  ].map((name) => [name, MACHINE]),
  ...['global', 'globalThis', 'self', 'window', 'eval', 'Function'].map((name) => [name, ESCAPE]),
]);

/** Globals that are pure but for these members; no other use than `Global.member` (and, for Date, those below) is let through. */
const MEMBERS = new Map([
  ['Math', new Map([['random', CHANCE]])],
  ['Date', new Map([['now', CLOCK]])],
  ['AbortSignal', new Map([['timeout', WAITS]])],
  ['Intl', new Map([['DateTimeFormat', `${CLOCK} when called without a date`]])],
]);

/** Node's own modules a pure folder may import, and from which only some names are pure. */
const NODE_MODULES = new Map([
  ['assert', null],
  ['buffer', null],
  ['string_decoder', null],
  ['url', null],
  ['util', null],
  ['crypto', new Set(['createHash', 'createHmac', 'timingSafeEqual', 'hash'])],
]);

/** Packages a pure folder may import. */
const PACKAGES = new Set(['fast-check', 'pure-rand', 'valibot', 'picocolors', 'diff', 'structured-headers']);

function memberName(node) {
  if (!node.computed) return node.property.name;
  const key = node.property;
  if (key.type === 'Literal') return String(key.value);
  if (key.type === 'TemplateLiteral' && key.expressions.length === 0) return key.quasis[0].value.cooked;
  return undefined;
}

/** What is wrong with this use of `Math`, `Date`, …, or undefined when it is pure. */
function misuse(name, node) {
  const parent = node.parent;
  if (parent.type === 'MemberExpression' && parent.object === node) {
    const member = memberName(parent);
    if (member === undefined) return `a computed member of \`${name}\` cannot be checked`;
    const why = MEMBERS.get(name).get(member);
    return why === undefined ? undefined : `\`${name}.${member}\` ${why}`;
  }
  if (parent.type === 'BinaryExpression' && parent.operator === 'instanceof' && parent.right === node) return undefined;
  if (name === 'Date' && parent.type === 'NewExpression' && parent.callee === node) {
    return parent.arguments.length > 0 && parent.arguments[0].type !== 'SpreadElement'
      ? undefined
      : `\`new Date()\` without a date ${CLOCK}`;
  }
  if (name === 'Date' && parent.type === 'CallExpression' && parent.callee === node) return `\`Date()\` ${CLOCK}`;
  return `\`${name}\` under another name cannot be checked`;
}

/** What is wrong with importing `names` (null: everything) from `specifier`, or undefined when it is pure. */
function impureImport(specifier, names) {
  if (specifier === undefined) return 'an import of a computed specifier cannot be checked';
  if (specifier.startsWith('.')) return undefined;
  const bare = specifier.replace(/^node:/, '');
  if (NODE_MODULES.has(bare)) {
    const pure = NODE_MODULES.get(bare);
    if (pure === null) return undefined;
    const impure = names === null ? ['*'] : names.filter((name) => !pure.has(name));
    return impure.length === 0
      ? undefined
      : `\`${impure.join('`, `')}\` of \`${specifier}\` is not on the list of pure imports`;
  }
  if (PACKAGES.has(bare.split('/')[0])) return undefined;
  return `\`${specifier}\` is not on the list of pure imports`;
}

const nameOf = (node) => (node.type === 'Literal' ? String(node.value) : node.name);

function namesOf(node) {
  return node.specifiers.map((specifier) => {
    if (specifier.type === 'ImportSpecifier') return nameOf(specifier.imported);
    return specifier.type === 'ExportSpecifier' ? nameOf(specifier.local) : '*';
  });
}

const typeOnly = (node) => node.importKind === 'type' || node.exportKind === 'type';

/** Every place that names a global as a value: those the configuration knows, and those it does not. */
function globalsNamed(scope) {
  const known = scope.variables
    .filter((variable) => variable.defs.length === 0)
    .flatMap((variable) => variable.references);
  return [...known, ...scope.through]
    .filter((reference) => !reference.isTypeReference && reference.identifier.parent.type !== 'TSTypeQuery')
    .map((reference) => reference.identifier);
}

const pure = {
  meta: { type: 'problem', docs: { description: 'No clock, timer, chance or machine in a pure folder.' }, schema: [] },
  create(context) {
    const report = (node, message) => context.report({ node, message: `Not pure: ${message}.` });
    const checkImport = (node, specifier, names) => {
      const message = impureImport(specifier, names);
      if (message !== undefined) report(node, message);
    };
    return {
      'Program:exit'() {
        for (const identifier of globalsNamed(context.sourceCode.scopeManager.globalScope)) {
          if (GLOBALS.has(identifier.name))
            report(identifier, `\`${identifier.name}\` ${GLOBALS.get(identifier.name)}`);
          if (!MEMBERS.has(identifier.name)) continue;
          const message = misuse(identifier.name, identifier);
          if (message !== undefined) report(identifier, message);
        }
      },
      ImportDeclaration(node) {
        if (!typeOnly(node)) checkImport(node, node.source.value, namesOf(node));
      },
      ExportNamedDeclaration(node) {
        if (node.source && !typeOnly(node)) checkImport(node, node.source.value, namesOf(node));
      },
      ExportAllDeclaration(node) {
        if (!typeOnly(node)) checkImport(node, node.source.value, null);
      },
      ImportExpression(node) {
        checkImport(node, node.source.type === 'Literal' ? String(node.source.value) : undefined, null);
      },
      TSImportEqualsDeclaration(node) {
        if (node.moduleReference.type === 'TSExternalModuleReference')
          checkImport(node, node.moduleReference.expression.value, null);
      },
      // `(() => {}).constructor("return Date.now()")()` is `Function` by another way.
      "CallExpression > MemberExpression.callee[property.name='constructor']"(node) {
        report(node, `a call of \`.constructor\` ${ESCAPE}`);
      },
    };
  },
};

const DIRECTIVE = /^\s*(?:oxlint|eslint)-disable(?:-next-line|-line)?\b/;

const reasonedDisable = {
  meta: { type: 'problem', docs: { description: 'A directive that switches a rule off says why.' }, schema: [] },
  create(context) {
    return {
      'Program:exit'() {
        for (const comment of context.sourceCode.getAllComments()) {
          if (DIRECTIVE.test(comment.value) && !/\s--\s+\S{2}/.test(comment.value)) {
            context.report({
              node: comment,
              message: 'Say why the rule is off: `-- reason` at the end of the directive.',
            });
          }
        }
      },
    };
  },
};

export default {
  meta: { name: 'house' },
  rules: { pure, 'reasoned-disable': reasonedDisable },
};
