// A run in words.

import type { IconName } from "../../components/Icon.svelte";
import type { RunFigures } from "../../lib/bindings/RunFigures";
import type { RunStanding } from "../../lib/bindings/RunStanding";
import { roughSpan } from "../../lib/measure";

export const STANDINGS: Record<RunStanding, { word: string; icon: IconName; tone: "ok" | "err" | "quiet" }> =
  {
    passed: { word: "Passed", icon: "check", tone: "ok" },
    failed: { word: "Failed", icon: "cross", tone: "err" },
    stopped: { word: "Stopped", icon: "dots", tone: "quiet" },
  };

/** `1 request`, `2,000 requests`. */
export function counted(count: number, one: string, many: string): string {
  return `${count.toLocaleString("en")} ${count === 1 ? one : many}`;
}

/** The figures in a sentence, for those who do not see the plot. */
export function figuresInWords(figures: RunFigures): string {
  const { count, min, max, median, p95, cold_starts } = figures;
  return (
    `Durations of ${counted(count, "invocation", "invocations")}: from ${roughSpan(min)} to ${roughSpan(max)}, ` +
    `median ${roughSpan(median)}, 95th percentile ${roughSpan(p95)}; ` +
    `${counted(cold_starts, "cold start", "cold starts")}.`
  );
}
