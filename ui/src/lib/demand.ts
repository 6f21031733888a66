// What only the user can give, in words: on the button that offers to give it, and in the sentence when it was not given.

import type { Demand } from "./bindings/Demand";
import type { Failure } from "./bindings/Failure";

type Kind = Demand["kind"];

/** What the button says that opens the demand's dialog. */
export const DEMAND_BUTTON: Record<Kind, string> = {
  sign_in: "Sign in…",
  code: "Enter the code…",
  approve: "Look at the command…",
  confirm: "Confirm…",
  confirm_run: "Confirm…",
  unlock: "Unlock…",
};

const NOT_GIVEN: Record<Kind, string> = {
  sign_in: "you did not sign in",
  code: "you gave no code",
  approve: "you did not allow the command to run",
  confirm: "you did not confirm it",
  confirm_run: "you did not confirm it",
  unlock: "the keychain is still locked",
};

/** Why a call was given up: the user gave not what it needs. Nothing is wrong, so it is no reproach. */
export function notGiven(demand: Demand, prefix: string): Failure {
  return {
    code: "demand",
    message: `${prefix}: ${NOT_GIVEN[demand.kind]}.`,
    hint: "",
    problems: [],
    demand,
  };
}
