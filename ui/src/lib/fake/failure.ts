// Failures of the fake backend.

import type { Failure } from "../bindings/Failure";
import type { FieldProblem } from "../bindings/FieldProblem";

/** A failure as Rust gives it. */
export const failure = (
  code: Failure["code"],
  message: string,
  hint = "",
  problems: FieldProblem[] = [],
): Failure => ({
  code,
  message,
  hint,
  problems,
});
export const NO_KEYCHAIN = failure(
  "keychain",
  "This computer has no keychain that Lambdesk can reach.",
  "Start a Secret Service such as GNOME Keyring or KWallet, then start Lambdesk again.",
);
