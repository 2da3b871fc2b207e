/** Whether an answer of the chain has the fields that its schema says are always there. */

export interface Schema {
  readonly $ref?: string;
  readonly anyOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly items?: Schema | readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly definitions?: Record<string, Schema>;
}

/** Fields that the schema of an answer says are there, with the way to them. */
export function missing(value: unknown, schema: Schema, defs: Record<string, Schema>, way: string): string[] {
  const target = schema.$ref ? (defs[schema.$ref.split("/").at(-1) ?? ""] ?? {}) : schema;
  const some = (target.anyOf ?? target.allOf ?? []).flatMap((one) => (value === null ? [] : missing(value, one, defs, way)));
  if (Array.isArray(value)) {
    const { items } = target;
    const each: Schema = items === undefined || "length" in items ? {} : items;
    return value.flatMap((item, index) => missing(item, each, defs, `${way}[${index}]`));
  }
  if (typeof value !== "object" || value === null) return some;
  const fields = Object.entries(target.properties ?? {});
  const here = (target.required ?? []).filter((name) => !(name in value)).map((name) => `${way}.${name}`);
  const inner = fields.flatMap(([name, one]) => missing((value as Record<string, unknown>)[name] ?? null, one, defs, `${way}.${name}`));
  return [...here, ...inner, ...some];
}
