// How the fake backend fills in variables: enough of it to see what the window does with it.

import type { FillProblem } from "../bindings/FillProblem";
import type { ScopedVariable } from "../bindings/ScopedVariable";
import { placeholdersIn } from "../placeholders";

/** What stands for a secret's value. */
export const MASK = "••••••••";

const FUNCTIONS: Record<string, () => string> = {
  "uuid()": () => "5f0c7b1e-3a92-4d1b-9c55-0f5ac2a7d9e1",
  "now()": () => "2026-11-26T10:42:07Z",
  "timestamp()": () => "1795689727",
};

export interface Scope {
  variables: readonly ScopedVariable[];
  collection: string;
  environment: string | null;
  /** Whether a secret's value is on this computer. */
  hasSecret: (name: string) => boolean;
}

export function fill(
  text: string,
  field: FillProblem["field"],
  scope: Scope,
): { text: string; problems: FillProblem[] } {
  const problems: FillProblem[] = [];
  let filled = "";
  let last = 0;
  for (const { from, to } of placeholdersIn(text)) {
    const expression = text.slice(from + 2, to - 2).trim();
    const said = evaluate(expression, scope, []);
    filled += text.slice(last, from);
    if (typeof said === "string") filled += said;
    else {
      const before = text.slice(0, from).split("\n");
      filled += text.slice(from, to);
      problems.push({
        field,
        ...said,
        line: before.length,
        column: before.at(-1)!.length + 1,
        offset: from,
        length: to - from,
      });
    }
    last = to;
  }
  return { text: filled + text.slice(last), problems };
}

function evaluate(
  expression: string,
  scope: Scope,
  above: readonly string[],
): string | Pick<FillProblem, "message" | "cause"> {
  const called = FUNCTIONS[expression];
  if (called) return called();
  const env = /^env\("(\w+)"\)$/.exec(expression);
  if (env)
    return {
      message: `The collection may not read ${env[1]} of this computer’s environment.`,
      cause: { kind: "env_not_allowed", collection: scope.collection, name: env[1]! },
    };
  if (!/^\w+$/.test(expression))
    return { message: `“${expression}” cannot be understood.`, cause: { kind: "other" } };
  if (above.includes(expression)) {
    const names = [...above.slice(above.indexOf(expression)), expression];
    return {
      message: `Variables need each other: ${names.join(" → ")}.`,
      cause: { kind: "circular", names },
    };
  }
  const variable = scope.variables.find(({ name }) => name === expression);
  if (!variable)
    return {
      message: `No variable is called “${expression}” here.`,
      cause: { kind: "unknown", name: expression },
    };
  if (variable.value === null) {
    if (scope.hasSecret(expression)) return MASK;
    return {
      message: `The secret variable “${expression}” has no value on this computer.`,
      cause: {
        kind: "secret_missing",
        collection: scope.collection,
        environment: scope.environment ?? "",
        name: expression,
      },
    };
  }
  let value = "";
  let last = 0;
  for (const { from, to } of placeholdersIn(variable.value)) {
    const inner = evaluate(variable.value.slice(from + 2, to - 2).trim(), scope, [...above, expression]);
    if (typeof inner !== "string") return inner;
    value += variable.value.slice(last, from) + inner;
    last = to;
  }
  return value + variable.value.slice(last);
}
