// What came of a check, in a word, a sign and a tone: the same wherever it appears.

import type { IconName } from "../components/Icon.svelte";
import type { CheckResult } from "./bindings/CheckResult";
import type { CheckVerdict } from "./bindings/CheckVerdict";

export const VERDICTS: Record<CheckVerdict, { word: string; icon: IconName; tone: "ok" | "err" | "warn" }> = {
  passed: { word: "Passed", icon: "check", tone: "ok" },
  failed: { word: "Failed", icon: "cross", tone: "err" },
  not_evaluated: { word: "Could not be evaluated", icon: "caution", tone: "warn" },
};

/** `3 passed`, `1 of 3 failed`. */
export function tally(results: readonly CheckResult[]): string {
  const failed = results.filter(({ verdict }) => verdict !== "passed").length;
  return failed ? `${failed} of ${results.length} failed` : `${results.length} passed`;
}
