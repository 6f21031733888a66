// Turns whatever was thrown into a Failure, so that nothing is swallowed and everything is shown the same way.

import type { Failure } from "./bindings/Failure";

export function asFailure(thrown: unknown): Failure {
  if (
    typeof thrown === "object" &&
    thrown !== null &&
    "code" in thrown &&
    "message" in thrown &&
    "hint" in thrown
  ) {
    return { problems: [], demand: null, ...(thrown as Partial<Failure>) } as Failure;
  }
  // Tauri rejects with a plain text when a command's arguments do not fit.
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return {
    code: "other",
    message: `Something went wrong inside Lambdesk: ${message}`,
    hint: "This is a defect of Lambdesk, not of your function. Starting it again may help.",
    problems: [],
    demand: null,
  };
}
