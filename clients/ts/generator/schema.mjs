// TypeScript of one contract: types with the schema's comments, decoders of the answers, the class that asks, the
// messages. Amounts have the unit that the schema's type names (`Native`, `Shares`) or, for the plain `Uint128` of
// answers whose names are fixed, the table `units.json` gives. A row that is missing or not used is an error.

/** What the schema calls a type that has no structure of its own here: TypeScript, decoder. */
const SCALARS = {
  Native: ["Coins", "c.coins"],
  Shares: ["Shares", "c.shares"],
  Decimal: ["Decimal", "c.decimal"],
  SignedDecimal: ["Decimal", "c.decimal"],
  Addr: ["string", "c.text"],
  Binary: ["string", "c.text"],
  Uint64: ["bigint", "c.bigint"],
  Timestamp: ["bigint", "c.bigint"],
  CoinAmount: ["Coins", "c.coins"],
  ShareAmount: ["Shares", "c.shares"],
  UnitAmount: ["Units", "c.units"],
  AnyAmount: ["bigint", "c.bigint"],
  DecimalText: ["Decimal", "c.decimal"],
  SignedAmount: ["bigint", "c.signed"],
  // Unix seconds, as everywhere else.
  Moment: ["number", "c.moment"],
};

/** What the table of units may say. */
const UNITS = {
  coins: ["Coins", "c.coins"],
  shares: ["Shares", "c.shares"],
  // Parts of a guarantor's assets.
  units: ["Units", "c.units"],
  // Of the denom beside it, or of what its name says.
  plain: ["bigint", "c.bigint"],
};

/** Messages that nobody outside the protocol can send with success. */
const CLOSED = /^Always refused|\bThe (hub|registry|collector|backstop|bonds|contract itself|contract with the power|staked token or that of a stream) only\.|\bThat contract\.$/;

export const pascal = (name) =>
  name.replace(/(^|[_-])([a-zA-Z0-9])/g, (_, __, letter) => letter.toUpperCase());
export const camel = (name) => pascal(name).replace(/^./, (letter) => letter.toLowerCase());

/** A doc comment, or nothing. */
export function comment(description, indent = "") {
  if (!description) return "";
  const text = description.replace(/\*\//g, "* /").replace(/\[`([A-Za-z0-9_]+)`\]/g, "`$1`");
  const lines = [];
  for (const paragraph of text.split("\n")) {
    let line = "";
    for (const word of paragraph.split(" ")) {
      if (line && `${indent} * ${line} ${word}`.length > 118) {
        lines.push(line);
        line = word;
      } else line = line ? `${line} ${word}` : word;
    }
    lines.push(line);
  }
  if (lines.length === 1) return `${indent}/** ${lines[0]} */\n`;
  return `${indent}/**\n${lines.map((line) => `${indent} * ${line}`.trimEnd()).join("\n")}\n${indent} */\n`;
}

export class Contract {
  /**
   * `name` as in schema/<name>.json; `units` the rows of the table that may apply; `used` collects those that did; `hook`
   * the schema of what cw20 `send` may ask of it, if anything.
   */
  constructor(name, schema, units, used, hook = null) {
    this.name = name;
    this.schema = schema;
    this.hook = hook;
    this.units = units;
    this.used = used;
    this.missing = [];
    /** Name of a type to its text, in the order of their names. */
    this.types = new Map();
    this.decoders = new Map();
  }

  unit(path) {
    const row = this.units[path];
    if (row === undefined) {
      this.missing.push(path);
      return UNITS.plain;
    }
    this.used.add(path);
    const unit = UNITS[row];
    if (unit === undefined) throw new Error(`units.json: ${path} has the unit \`${row}\`, which is none of ${Object.keys(UNITS)}`);
    return unit;
  }

  /** TypeScript and decoder of a schema; `path` is `Type.field`, for the table of units. */
  of(schema, path, defs, answer) {
    if (schema.$ref) {
      const name = schema.$ref.split("/").at(-1);
      if (SCALARS[name]) return SCALARS[name];
      if (name === "Uint128") return this.unit(path);
      return this.named(name, defs[name], defs, answer);
    }
    if (schema.allOf?.length === 1) return this.of(schema.allOf[0], path, defs, answer);
    const variants = schema.anyOf ?? schema.oneOf;
    if (variants) return this.union(variants, path, defs, answer);
    if (schema.enum) {
      const values = schema.enum.map((value) => JSON.stringify(value));
      return [values.join(" | "), `c.literal(${values.join(", ")})`];
    }
    if (Array.isArray(schema.type)) {
      const { type, ...rest } = schema;
      const forms = type.map((one) => (one === "null" ? { type: "null" } : { ...rest, type: one }));
      return this.union(forms, path, defs, answer);
    }
    switch (schema.type) {
      case "null":
        return ["null", "c.nothing"];
      case "string":
        return ["string", "c.text"];
      case "boolean":
        return ["boolean", "c.flag"];
      case "integer":
        // Heights, seconds, counts and basis points; the decoder refuses what a number cannot hold.
        return ["number", "c.integer"];
      case "array":
        return this.list(schema, path, defs, answer);
      case "object":
        return this.inline(schema, path, defs, answer);
      default:
        throw new Error(`${this.name}: ${path} has a schema that is not known: ${JSON.stringify(schema)}`);
    }
  }

  union(forms, path, defs, answer) {
    const some = forms.filter((form) => form.type !== "null");
    const read = some.map((form) => this.of(form, path, defs, answer));
    const literals = some.every((form) => form.enum);
    let decoder;
    if (literals) decoder = `c.literal(${some.flatMap((form) => form.enum.map((value) => JSON.stringify(value))).join(", ")})`;
    else if (read.length === 1) decoder = read[0][1];
    else decoder = `c.either<${read.map(([type]) => type).join(" | ")}>(${JSON.stringify(path)}, ${read.map(([, one]) => one).join(", ")})`;
    const type = [...new Set(read.map(([one]) => one))].join(" | ");
    return some.length < forms.length ? [`${type} | null`, `c.nullable(${decoder})`] : [type, decoder];
  }

  list(schema, path, defs, answer) {
    if (Array.isArray(schema.items)) {
      const read = schema.items.map((item, index) => this.of(item, `${path}.${index}`, defs, answer));
      const type = `readonly [${read.map(([one]) => one).join(", ")}]`;
      return [type, `c.tuple<${type}>(${read.map(([, one]) => one).join(", ")})`];
    }
    const [type, decoder] = this.of(schema.items, path, defs, answer);
    return [`readonly ${/[ |]/.test(type) ? `(${type})` : type}[]`, `c.array(${decoder})`];
  }

  inline(schema, path, defs, answer) {
    if (typeof schema.additionalProperties === "object") {
      const [type, decoder] = this.of(schema.additionalProperties, path, defs, answer);
      return [`Readonly<Record<string, ${type}>>`, `c.map(${decoder})`];
    }
    const fields = this.fields(schema, path, defs, answer);
    if (fields.length === 0) return ["Record<string, never>", "c.object({})"];
    const type = `{ ${fields.map((field) => `readonly ${field.name}${field.mark}: ${field.type}`).join("; ")} }`;
    return [type, `c.object<${type}>({ ${fields.map((field) => `${field.name}: ${field.decoder}`).join(", ")} })`];
  }

  fields(schema, path, defs, answer) {
    const required = new Set(schema.required ?? []);
    return Object.entries(schema.properties ?? {}).map(([name, field]) => {
      const [type, read] = this.of(field, `${path}.${name}`, defs, answer);
      // A field that came later has the value that it has in an answer of before.
      const later = answer && field.default !== undefined && field.default !== null;
      const decoder = later ? `c.since(${read}, ${JSON.stringify(field.default)})` : read;
      const mark = required.has(name) || answer ? "" : "?";
      return { name, type, decoder, mark, description: field.description };
    });
  }

  /** A type with a name of its own, written once. Where an answer's differs from a message's, it is called an answer. */
  named(name, schema, defs, answer) {
    const text = this.define(name, schema, defs, answer);
    if (text.alias) return text.alias;
    let known = name;
    if ((this.types.get(name) ?? text.type) !== text.type) {
      known = `${name}Answer`;
      text.decoder = text.decoder.replace(`c.object<${name}>`, `c.object<${known}>`);
      text.type = text.type.replace(`interface ${name} `, `interface ${known} `).replace(`type ${name} `, `type ${known} `);
      if ((this.types.get(known) ?? text.type) !== text.type) throw new Error(`${this.name}: ${name} is defined in several ways`);
    }
    this.types.set(known, text.type);
    if (answer) this.decoders.set(known, text.decoder);
    return [known, `decode${known}`];
  }

  define(name, schema, defs, answer) {
    const doc = comment(schema.description);
    if (schema.type === "object" && !schema.oneOf) {
      const fields = this.fields(schema, name, defs, answer);
      const body = fields.map((field) => `${comment(field.description, "  ")}  readonly ${field.name}${field.mark}: ${field.type};\n`);
      const decoder = `c.object<${name}>({\n${fields.map((field) => `  ${field.name}: ${field.decoder},\n`).join("")}})`;
      return { type: `${doc}export interface ${name} {\n${body.join("")}}`, decoder };
    }
    if (schema.enum || schema.oneOf || schema.anyOf) {
      const all = schema.oneOf ?? schema.anyOf ?? [schema];
      const forms = all.filter((form) => answer || !CLOSED.test(form.description ?? ""));
      const lines = forms.flatMap((form) => {
        if (form.enum) return form.enum.map((value) => `${comment(form === schema ? "" : form.description, "  ")}  | ${JSON.stringify(value)}`);
        return [`${comment(form.description, "  ")}  | ${this.of(form, name, defs, answer)[0]}`];
      });
      const [, decoder] = this.union(forms, name, defs, answer);
      return { type: `${doc}export type ${name} =\n${lines.join("\n")};`, decoder };
    }
    return { alias: this.of(schema, name, defs, answer) };
  }

  /** The variants of a message: name, comment, schema of the body. */
  variants(schema) {
    const forms = schema?.oneOf ?? (schema?.enum ? [schema] : []);
    return forms.map((form) => {
      const [name] = form.required ?? form.enum;
      return { name, description: form.description, body: form.properties?.[name] ?? null };
    });
  }

  /** The type of a body: a name of its own when it has fields. */
  body(variant, suffix, origin, defs) {
    const { body, name } = variant;
    if (body === null || (body.type === "object" && !Object.keys(body.properties ?? {}).length)) return null;
    if (body.type !== "object" || body.$ref) {
      const [type] = this.of(body, `${origin}.${name}`, defs, false);
      return { type, optional: false };
    }
    const type = pascal(name) + suffix;
    const fields = this.fields(body, `${origin}.${name}`, defs, false);
    const lines = fields.map((field) => `${comment(field.description, "  ")}  readonly ${field.name}${field.mark}: ${field.type};\n`);
    this.types.set(type, `${comment(`Of \`${name}\`.`)}export interface ${type} {\n${lines.join("")}}`);
    return { type, optional: !(body.required ?? []).length };
  }

  /** A union of messages with what writes them. */
  builders(schema, union, constant, suffix, doc, about) {
    const open = this.variants(schema).filter((variant) => !CLOSED.test(variant.description ?? ""));
    const forms = [];
    const builders = [];
    for (const variant of open) {
      const body = this.body(variant, suffix, union, schema.definitions ?? {});
      const type = `{ readonly ${variant.name}: ${body?.type ?? "Record<string, never>"} }`;
      forms.push(`${comment(variant.description, "  ")}  | ${type}`);
      const args = body === null ? "" : `body: ${body.type}${body.optional ? " = {}" : ""}`;
      const value = body === null ? "{}" : "body";
      builders.push(`${comment(variant.description, "  ")}  ${camel(variant.name)}: (${args}): ${union} => ({ ${variant.name}: ${value} }),\n`);
    }
    if (!open.length) return "";
    return (
      `${comment(doc)}export type ${union} =\n${forms.join("\n")};\n\n` +
      `${comment(about)}export const ${constant} = {\n${builders.join("")}} as const;\n`
    );
  }

  messages() {
    const schema = this.schema.execute;
    const doc = `What can be sent to it.${schema?.description ? ` ${schema.description}` : ""}`;
    return this.builders(schema, "ExecuteMsg", "messages", "Body", doc, "Writes what can be sent to it.");
  }

  hooks() {
    // A contract that takes what others send must say what may be asked of it.
    const receives = this.variants(this.schema.execute).some(({ name }) => name === "receive");
    if (receives && this.hook === null) throw new Error(`${this.name}: hooks.json does not say what \`receive\` takes`);
    if (this.hook === null) return "";
    const doc = this.hook.description ?? "What a cw20 `send` to it may ask for.";
    return `${this.builders(this.hook, "HookMsg", "hooks", "Hook", doc, "Writes what a cw20 `send` to it may ask for.")}\n`;
  }

  queries() {
    const methods = this.variants(this.schema.query).map((variant) => {
      const body = this.body(variant, "Query", "QueryMsg", this.schema.query.definitions ?? {});
      const response = this.schema.responses[variant.name];
      const [type, decoder] = this.answer(variant.name, response);
      const args = body === null ? "" : `query: ${body.type}${body.optional ? " = {}" : ""}`;
      const value = body === null ? "{}" : "query";
      const named = !SCALARS[response.title] && response.title !== "Uint128";
      const description = variant.description ?? (named ? response.description : undefined);
      return `${comment(description, "  ")}  ${camel(variant.name)}(${args}): Promise<${type}> {\n    return this.ask({ ${variant.name}: ${value} }, ${decoder});\n  }\n`;
    });
    const known = `/** Asks it. */\nexport class Queries {\n  constructor(\n    readonly reader: SmartReader,\n    /** The contract's address. */\n    readonly address: string,\n  ) {}\n\n`;
    const ask = `  private async ask<T>(query: object, decode: c.Decoder<T>): Promise<T> {\n    return decode(await this.reader.smart(this.address, query), "");\n  }\n`;
    return `${known}${methods.join("\n")}\n${ask}}\n`;
  }

  answer(query, response) {
    const { $schema, definitions = {}, ...schema } = response;
    const path = `${pascal(query)}Response`;
    // An answer that is a bare amount or decimal has the name of its type as its title.
    if (schema.title === "Uint128" || SCALARS[schema.title]) return this.of({ $ref: schema.title }, path, definitions, true);
    const named = (schema.type === "object" || schema.oneOf || schema.enum) && schema.title;
    if (named) return this.named(schema.title, schema, definitions, true);
    return this.of(schema, path, definitions, true);
  }

  /** A message that is sent once: its fields under its own name. */
  single(schema) {
    if (!schema) return;
    this.named(schema.title, schema, schema.definitions ?? {}, false);
  }

  /** Types, then decoders, then what is written below them. */
  file(from, imports, rest) {
    const sorted = (map) => [...map].sort(([a], [b]) => (a < b ? -1 : 1));
    const types = sorted(this.types).map(([, text]) => text);
    const decoders = sorted(this.decoders).map(
      ([name, decoder]) => `export const decode${name}: c.Decoder<${name}> = /* @__PURE__ */ c.lazy(() => ${decoder});`,
    );
    const body = `${types.join("\n\n")}\n\n${decoders.join("\n\n")}\n\n${rest}`;
    const used = ["Coins", "Decimal", "Shares", "Units"].filter((unit) => new RegExp(`\\b${unit}\\b`).test(body));
    return (
      `// Written by generator/main.mjs from schema/${from}: \`make ts\` writes it anew.\n\n` +
      `import * as c from "../codec.js";\n${imports}` +
      (used.length ? `import type { ${used.join(", ")} } from "../units.js";\n` : "") +
      `\n${body}`
    );
  }

  render() {
    this.single(this.schema.instantiate);
    this.single(this.schema.migrate);
    const messages = `${this.messages()}\n${this.hooks()}`;
    const queries = this.queries();
    return this.file(`${this.name}.json`, 'import type { SmartReader } from "../reader.js";\n', messages + queries);
  }
}
