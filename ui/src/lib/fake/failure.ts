// Failures of the fake backend.

import type { Demand } from "../bindings/Demand";
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
  demand: null,
});

/** A failure that the user can mend. */
export const demanding = (demand: Demand, message: string, hint: string): Failure => ({
  ...failure("demand", message, hint),
  demand,
});

/** Fields that cannot be used, as Rust says them together. Throws only when there are any. */
export function refuse(problems: FieldProblem[]): void {
  if (problems.length)
    throw failure("invalid_input", problems.map((it) => it.message).join(" "), "", problems);
}

/** The keychain is there, and closed. */
export const LOCKED: Failure = {
  ...failure("keychain", "The keychain is locked.", "Unlock it and try again."),
  demand: { kind: "unlock" },
};
/** The keychain is there, and its prompt was refused. */
export const DENIED: Failure = {
  ...LOCKED,
  message: "The keychain did not let Lambdesk in.",
  hint: "Try again, and allow it when the system asks.",
};
export const NO_KEYCHAIN = failure(
  "keychain",
  "This computer has no keychain that Lambdesk can reach.",
  "Start a Secret Service such as GNOME Keyring or KWallet, then start Lambdesk again.",
);
