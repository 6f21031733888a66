// The figures beside the verdict, the most important first: what does not fit falls away from the right. Pure.

import type { CostEstimate } from "../../lib/bindings/CostEstimate";
import type { Figures } from "../../lib/bindings/Figures";
import { oneLine } from "../../lib/foreign";
import { roughSpan, span } from "../../lib/measure";
import { roughMoney } from "../../lib/money";
import type { Finished } from "./run.svelte";
import { askedFor, versionWords } from "./version";

export interface Figure {
  name: string;
  value: string;
  /** A part of a whole, from 0 to 1, to be drawn. */
  share?: number;
  /** More than fits. */
  title?: string;
  /** Whether it is the cost, which can be explained. */
  cost?: boolean;
  /** It comes in a moment, and has its place until then. */
  pending?: boolean;
}

type Part = Figure | false | null | undefined | "" | 0;
const known = (parts: Part[]): Figure[] => parts.filter((part): part is Figure => Boolean(part));

/** What the REPORT line says. */
export function reported(figures: Figures | null): { run: Figure[]; start: Figure[] } {
  if (!figures) return { run: [], start: [] };
  const { duration, billed, init, restore, memory_mb: memory, max_memory_mb: used } = figures;
  return {
    run: known([
      duration !== null && { name: "duration", value: span(duration) },
      billed !== null && { name: "billed", value: span(billed) },
      used !== null &&
        memory !== null && { name: "memory", value: `${used}/${memory} MB`, share: used / memory },
    ]),
    start: known([
      init !== null && { name: "cold start", value: span(init), title: "Init Duration" },
      restore !== null && { name: "restore", value: span(restore), title: "Restore Duration" },
    ]),
  };
}

/** An estimate, and said to be one. */
function costOf(estimate: CostEstimate | null | undefined): Figure | null {
  if (estimate === null) return null;
  const cost = { name: "est. cost", cost: true };
  if (!estimate) return { ...cost, value: "≈ $0.00000000", pending: true };
  const amount = roughMoney(Number(estimate.amount), estimate.price.currency);
  return { ...cost, value: `≈ ${amount}`, title: "Estimated cost: what it is made of" };
}

/** Only what is known. */
export function figuresOf({
  invocation,
  target,
  figures,
  cost,
}: Pick<Finished, "invocation" | "target" | "figures" | "cost">): Figure[] {
  const { answer, attempts, outcome } = invocation;
  const version = answer?.executed_version;
  const asked = version ? askedFor(version, target) : null;
  const { run, start } = reported(figures);
  return known([
    answer && { name: "status", value: String(answer.status) },
    version && {
      name: asked ? `version by ${asked}` : "version",
      value: oneLine(version),
      title: versionWords(answer, target) ?? undefined,
    },
    ...run,
    cost && costOf(cost.estimate),
    { name: outcome.kind === "no_answer" ? "waited" : "in all", value: roughSpan(invocation.duration) },
    ...start,
    // Where they were not shared, nothing is known of them.
    attempts.length && {
      name: attempts.length === 1 ? "attempt" : "attempts",
      value: String(attempts.length),
    },
  ]);
}
