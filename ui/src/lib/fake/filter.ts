// The fake backend's JMESPath: names with dots between them, and no more.

import type { FilteredResponse } from "../bindings/FilteredResponse";
import { failure } from "./failure";

function find(body: Uint8Array | null, expression: string): unknown {
  let value: unknown = JSON.parse(new TextDecoder().decode(body ?? new Uint8Array()));
  for (const name of expression.split(".")) {
    if (!name || name === "@") continue;
    value = (value as Record<string, unknown> | null)?.[name] ?? null;
  }
  return value;
}

export function filtered(body: Uint8Array | null, expression: string): FilteredResponse {
  if (expression.endsWith("["))
    throw failure("other", `The expression cannot be read at character ${expression.length + 1}: it ends.`);
  const found = find(body, expression);
  return { json: JSON.stringify(found, null, 2), items: Array.isArray(found) ? found.length : null };
}

export function keysOf(body: Uint8Array | null, expression: string): string[] {
  const found = find(body, expression);
  return found && typeof found === "object" && !Array.isArray(found) ? Object.keys(found).sort() : [];
}
