/** What tests use of errors.mjs. */

export interface ErrorText {
  readonly name: string;
  readonly parts: readonly string[];
  readonly fields: readonly string[];
  readonly crates: readonly string[];
}
export function sources(root: string): (readonly [string, string])[];
export function attributes(code: string): { readonly inner: string; readonly rest: string }[];
export function parse(inner: string): { readonly parts: string[]; readonly fields: string[] } | null;
export function collect(root: string): { readonly rows: readonly ErrorText[]; readonly from: readonly string[] };
