// The way to a value, as a JMESPath expression. Pure.

import { keyOf, type Scanned } from "./scan";

const PLAIN = /^[A-Za-z_][A-Za-z0-9_]*$/;

export function pathOf(scanned: Scanned, node: number): string {
  const steps: string[] = [];
  for (; node > 0; node = scanned.parent[node]!) {
    const key = keyOf(scanned, node);
    steps.push(
      key === null ? `[${scanned.place[node]}]` : PLAIN.test(key) ? `.${key}` : `.${JSON.stringify(key)}`,
    );
  }
  return steps.reverse().join("").replace(/^\./, "") || "@";
}
