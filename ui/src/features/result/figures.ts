// The figures beside the verdict, and which of them stay where there is little room. Pure.

import type { CostEstimate } from "../../lib/bindings/CostEstimate";
import type { Figures } from "../../lib/bindings/Figures";
import { oneLine } from "../../lib/foreign";
import { roughSpan, span } from "../../lib/measure";
import { roughMoney } from "../../lib/money";
import type { Finished } from "./run.svelte";
import { askedFor, versionWords } from "./version";

export interface Figure {
  name: string;
  /** Its name where there is little room. */
  short?: string;
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
      ...(asked ? { name: `version by ${asked}`, short: "version" } : { name: "version" }),
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

/** Stay before all others, in this order: how long it ran and what it took; how it ended is in words already. */
const STAYING = ["duration", "memory", "version", "status", "est. cost"];
const rankOf = ({ name, short = name }: Figure, at: number) => {
  const rank = STAYING.indexOf(short);
  return rank === -1 ? STAYING.length + at : rank;
};

/**
 * Those that have room in one row, in the order they were. `more` is what the button for the others takes. Where nothing has
 * a size yet, all have room.
 */
export function fitting(
  figures: readonly Figure[],
  widths: readonly number[],
  { room, gap, more }: { room: number; gap: number; more: number },
): readonly Figure[] {
  const all = widths.reduce((sum, width) => sum + width + gap, -gap);
  if (!room || all <= room) return figures;
  let left = room + gap - more;
  const ranked = figures.map((figure, at) => ({ figure, width: widths[at]!, rank: rankOf(figure, at) }));
  const shown = new Set<Figure>();
  for (const { figure, width } of ranked.sort((a, b) => a.rank - b.rank)) {
    if (width + gap > left) continue;
    left -= width + gap;
    shown.add(figure);
  }
  return figures.filter((figure) => shown.has(figure));
}
