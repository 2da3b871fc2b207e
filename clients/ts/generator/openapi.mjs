// TypeScript of the index' API from its OpenAPI document: types with the document's comments, decoders of the answers, and
// a class with a method for each question that is answered with JSON. What asks it is written by hand (src/index-client.ts).

import { camel, comment, Contract, pascal } from "./schema.mjs";

/** What is no question of a program's: a page of figures for a collector. */
const OTHERS = ["metrics", "stream"];

/** The 200 of an operation, as JSON, or null. */
const answer = (operation) => operation.responses["200"]?.content?.["application/json"]?.schema ?? null;

class Api extends Contract {
  constructor(document) {
    super("index", {}, {}, new Set());
    this.document = document;
    this.defs = document.components.schemas;
  }

  /** TypeScript of a parameter, and how it is written. */
  parameter({ name, schema, description }) {
    const time = schema.format === "date-time";
    const type = time ? "number" : this.of(schema, name, this.defs, true)[0].replace(/ \| null$/, "");
    const text = time ? `${description ?? ""} In unix seconds.`.trim() : description;
    return { name, type, text, written: time ? `c.written(query.${name})` : `query.${name}` };
  }

  method(path, operation) {
    const name = operation.operationId;
    // The form of a statement is JSON here; its table has a method of its own.
    const asked = (operation.parameters ?? []).filter((one) => one.name !== "format");
    const places = asked.filter((one) => one.in === "path").map((one) => one.name);
    const query = asked.filter((one) => one.in === "query").map((one) => this.parameter(one));
    const [type, decoder] = this.of(answer(operation), name, this.defs, true);
    const args = places.map((one) => `${one}: string`);
    let params = "{}";
    if (query.length) {
      const body = `${pascal(name)}Question`;
      const fields = query.map((one) => `${comment(one.text, "  ")}  readonly ${one.name}?: ${one.type} | undefined;\n`);
      this.types.set(body, `/** Of \`${camel(name)}\`. */\nexport interface ${body} {\n${fields.join("")}}`);
      args.push(`query: ${body} = {}`);
      params = `{ ${query.map((one) => `${one.name}: ${one.written}`).join(", ")} }`;
    }
    const url = path.replace(/\{(\w+)\}/g, (_, place) => `\${encodeURIComponent(${place})}`);
    return (
      `${comment(operation.summary ?? operation.description, "  ")}  ${camel(name)}(${args.join(", ")}): Promise<${type}> {\n` +
      `    return this.ask(\`${url}\`, ${params}, ${decoder});\n  }\n`
    );
  }

  render() {
    const methods = Object.entries(this.document.paths)
      .map(([path, item]) => [path, item.get])
      .filter(([, operation]) => answer(operation) !== null && !OTHERS.includes(operation.operationId))
      .map(([path, operation]) => this.method(path, operation));
    // What a message of the stream carries.
    this.of({ $ref: "#/components/schemas/StreamMessage" }, "stream", this.defs, true);
    this.of({ $ref: "#/components/schemas/Problem" }, "problem", this.defs, true);
    const rest =
      "/** The questions of the API. */\nexport abstract class IndexQueries {\n" +
      "  protected abstract ask<T>(path: string, query: c.Query, decode: c.Decoder<T>): Promise<T>;\n\n" +
      `${methods.join("\n")}}\n`;
    return this.file("index/openapi.json", "", rest);
  }
}

export function renderApi(document) {
  return new Api(document).render();
}
