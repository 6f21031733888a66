// The fake backend's JMESPath: names with dots between them, and no more.

import type { FilteredResponse } from "../bindings/FilteredResponse";
import { failure } from "./failure";

/** Throws for what it cannot read. */
export function checkExpression(expression: string) {
  if (expression.endsWith("["))
    throw failure("other", `The expression cannot be read at character ${expression.length + 1}: it ends.`);
}

/** What an expression finds in a value; null for nothing. */
export function valueAt(value: unknown, expression: string): unknown {
  for (const name of expression.trim().split(".")) {
    if (!name || name === "@") continue;
    value = (value as Record<string, unknown> | null)?.[name] ?? null;
  }
  return value;
}

function find(body: Uint8Array | null, expression: string): unknown {
  const text = new TextDecoder().decode(body ?? new Uint8Array());
  try {
    return valueAt(JSON.parse(text), expression);
  } catch {
    throw failure("other", "The response is no JSON.", "An expression looks through one JSON value.");
  }
}

export function filtered(body: Uint8Array | null, expression: string): FilteredResponse {
  checkExpression(expression);
  const found = find(body, expression);
  return { json: JSON.stringify(found, null, 2), items: Array.isArray(found) ? found.length : null };
}

export function keysOf(body: Uint8Array | null, expression: string): string[] {
  const found = find(body, expression);
  return found && typeof found === "object" && !Array.isArray(found) ? Object.keys(found).sort() : [];
}
