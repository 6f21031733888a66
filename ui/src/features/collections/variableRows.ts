// Variables as rows of a table, and back.

import { rowOf, type VariableRow } from "../../components/VariableTable.svelte";
import type { EnvironmentVariable } from "../../lib/bindings/EnvironmentVariable";
import type { SecretState } from "../../lib/bindings/SecretState";
import type { Variable } from "../../lib/bindings/Variable";

const SECRET: Record<SecretState, string> = {
  in_keychain: "•••••••• set, in the keychain",
  this_run: "•••••••• set, until you quit",
  missing: "Not set on this computer",
  unknown: "The keychain is locked",
};

export const rowsOfVariables = (variables: readonly Variable[]): VariableRow[] =>
  variables.map(({ name, value, kind }) => rowOf(name, value, kind));

export const rowsOfEnvironment = (variables: readonly EnvironmentVariable[]): VariableRow[] =>
  variables.map(({ variable: { name, value, kind }, secret }) =>
    secret ? rowOf(name, null, "secret", SECRET[secret]) : rowOf(name, value, kind),
  );

/** Rows without a name and a value are nobody's. The values of secrets stay behind. */
export const variablesOf = (rows: readonly VariableRow[]): Variable[] =>
  rows
    .filter(({ name, value, kind }) => name.trim() || value || kind === "secret")
    .map(({ name, value, kind }) => ({
      name: name.trim(),
      value: kind === "secret" ? "" : (value ?? ""),
      kind,
    }));

/** What is wrong with a row's name; Rust has the last word. */
export function nameProblem(name: string, rows: readonly VariableRow[]): string | null {
  const trimmed = name.trim();
  if (!trimmed) return null;
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(trimmed))
    return "A name has letters, digits and _, and does not begin with a digit.";
  return rows.filter((it) => it.name.trim() === trimmed).length > 1 ? "There are two of this name." : null;
}
