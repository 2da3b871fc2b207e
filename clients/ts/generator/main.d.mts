/** What tests use of main.mjs. */

export function generate(schemas?: string, table?: string): Map<string, string>;
