/** What tests use of schema.mjs. */

export class Contract {
  readonly missing: readonly string[];
  constructor(name: string, schema: object, units: Readonly<Record<string, string>>, used: Set<string>);
  render(): string;
}
export function comment(description: string | undefined, indent?: string): string;
