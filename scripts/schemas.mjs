/**
 * Writes the JSON Schemas that ship, from the schemas in the built package. `npm run schemas` builds first.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { toJsonSchema } from "@valibot/to-json-schema";
import { configSchema, schemaId } from "./config-schema.mjs";

/** The text of a JSON Schema. What JSON Schema cannot say (ranges the right way round, names that fit `in`) stays with the parser. */
export function schemaText(schema, title) {
  const json = toJsonSchema(schema, { errorMode: "ignore", target: "draft-07" });
  return `${JSON.stringify({ $schema: json.$schema, $id: schemaId("contract"), title, ...json }, null, 2)}\n`;
}

export const CONTRACT_TITLE = "retryproof contract";

if (process.argv[1]?.endsWith("schemas.mjs")) {
  const { contractSchema } = await import("../dist/src/contracts/schema.js");
  const { OPTION_FLAGS } = await import("../dist/src/cli/flags/options.js");
  const { keysOf } = await import("../dist/src/cli/config/leaves.js");
  mkdirSync("schema", { recursive: true });
  const contract = schemaText(contractSchema, CONTRACT_TITLE);
  writeFileSync("schema/contract.json", contract);
  writeFileSync("schema/config.json", `${JSON.stringify(configSchema(OPTION_FLAGS, keysOf, JSON.parse(contract)), null, 2)}\n`);
}
