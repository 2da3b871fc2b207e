// Events of all contracts from schema/events.json: a type for each, and the table by which they are read.

import { comment, pascal } from "./schema.mjs";

/** Type and unit of an attribute: TypeScript, how it is read. */
function kind(attribute) {
  switch (attribute.type) {
    case "uint128":
      if (attribute.unit === "base units of the coin") return ["Coins", "amount"];
      if (attribute.unit === "base units of the token") return ["Shares", "amount"];
      if (attribute.unit === "units of the contract") return ["Units", "amount"];
      return ["bigint", "amount"];
    case "uint64":
      // Nanoseconds do not fit into a number.
      return attribute.unit === "unix nanoseconds" ? ["bigint", "amount"] : ["number", "integer"];
    case "uint64 or `none`":
      return ["number | null", "integer?"];
    case "decimal":
      return ["Decimal", "decimal"];
    case "boolean":
      return ["boolean", "flag"];
    case "string":
      return ["string", "text"];
    default:
      throw new Error(`events.json: an attribute of the type ${attribute.type} is not known`);
  }
}

export function renderEvents(description) {
  const names = new Map();
  for (const event of description.events) names.set(event.name, (names.get(event.name) ?? 0) + 1);
  const types = [];
  const rows = new Map();
  const union = [];
  for (const event of description.events) {
    // Contracts that have an event of one name with different attributes each get a type.
    const type = `${names.get(event.name) > 1 ? pascal(event.contract) : ""}${pascal(event.name)}Event`;
    const attributes = event.attributes.map((attribute) => ({ ...attribute, kind: kind(attribute) }));
    const fields = attributes.map(({ name, meaning, unit, kind: [of] }) => {
      const known = of === "Coins" || of === "Shares" || of === "Units";
      return `${comment(unit && !known ? `${meaning}: ${unit}` : meaning, "  ")}  readonly ${name}: ${of};\n`;
    });
    types.push(
      `${comment(event.meaning.replace(/^./, (letter) => letter.toUpperCase()) + ".")}export interface ${type} {\n` +
        `  readonly type: ${JSON.stringify(event.type)};\n  /** Address of the contract that says so. */\n  readonly contract: string;\n${fields.join("")}}`,
    );
    union.push(type);
    const row = `[${attributes.map(({ name, kind: [, read] }) => JSON.stringify(`${name}:${read}`)).join(", ")}]`;
    rows.set(event.type, [...(rows.get(event.type) ?? []), row]);
  }
  const table = [...rows].map(([type, forms]) => `  ${JSON.stringify(type)}: [${forms.join(", ")}],\n`);
  const moves = description.token.map(({ action, keys }) => `  ${action}: ${JSON.stringify(keys)},\n`);
  return (
    "// Written by generator/main.mjs from schema/events.json: `make ts` writes it anew.\n\n" +
    'import type { Coins, Decimal, Shares, Units } from "../units.js";\n\n' +
    `${types.join("\n\n")}\n\n/** What the contracts of the protocol say. */\nexport type FloeEvent =\n${union.map((type) => `  | ${type}`).join("\n")};\n\n` +
    `/** Type of an event to its attributes and how each is read; several where contracts differ. */\nexport const EVENTS: Readonly<Record<string, readonly (readonly string[])[]>> = {\n${table.join("")}};\n\n` +
    `/** Action of the token to the keys that belong to it. */\nexport const TOKEN_ACTIONS: Readonly<Record<string, readonly string[]>> = {\n${moves.join("")}};\n`
  );
}
