// How long the invocations of one request took, as marks in their order, and in words. Pure.

import type { LegendItem, Mark } from "../../components/MarkPlot.svelte";
import type { HistoryRow } from "../../lib/bindings/HistoryRow";
import type { HistoryState } from "../../lib/bindings/HistoryState";
import type { Invocation } from "../../lib/bindings/Invocation";
import { oneLine } from "../../lib/foreign";
import { roughSpan } from "../../lib/measure";
import { shortMoment } from "../../lib/moment";
import { OUTCOME_WORDS } from "../../lib/outcome";

/** An invocation of which it is known how long it took. */
export type Point = HistoryRow & { duration: number };

const FAILURES: Record<HistoryState, string | null> = {
  succeeded: null,
  function_error: OUTCOME_WORDS.function_error.toLowerCase(),
  rejected: OUTCOME_WORDS.rejected.toLowerCase(),
  no_answer: OUTCOME_WORDS.no_answer.toLowerCase(),
  interrupted: "interrupted",
  running: "running",
};

/** The oldest first. The one that is looked at may have ended too lately for its end to be among them. */
export function pointsOf(rows: readonly HistoryRow[], { id, duration, outcome }: Invocation): Point[] {
  return rows
    .map((row) => (row.id === id && row.duration === null ? { ...row, duration, state: outcome.kind } : row))
    .filter((row): row is Point => row.duration !== null)
    .reverse();
}

/** `12 Nov, 14:03 · 112 ms · version 42 · cold start`. */
export function pointWords(point: Point, shown: boolean, now: number): string {
  return [
    shortMoment(point.started_at, now),
    roughSpan(point.duration),
    point.version !== null && `version ${oneLine(point.version)}`,
    point.cold && "cold start",
    FAILURES[point.state],
    shown && "this one",
  ]
    .filter(Boolean)
    .join(" · ");
}

function median(sorted: readonly number[]): number {
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** All that the plot shows. `shown` is the id of the one that is looked at. */
export function pastPlot(points: readonly Point[], shown: string, now: number) {
  const sorted = points.map(({ duration }) => duration).sort((one, other) => one - other);
  const slowest = sorted.at(-1)!;
  const marks = points.map((point, at): Mark => ({
    id: point.id,
    x: at / Math.max(1, points.length - 1),
    y: point.duration / Math.max(slowest, 0.001),
    shape: point.cold ? "diamond" : FAILURES[point.state] ? "square" : "dot",
    tone: FAILURES[point.state] ? "err" : point.cold ? "warn" : "info",
    ringed: point.id === shown,
    text: pointWords(point, point.id === shown, now),
  }));
  const some = (which: (point: Point) => boolean, item: LegendItem) => (points.some(which) ? [item] : []);
  const failed = ({ state }: Point) => FAILURES[state] !== null;
  const legend: LegendItem[] = [
    ...some((it) => !failed(it) && !it.cold, { shape: "dot", tone: "info", words: "succeeded" }),
    ...some(({ cold }) => cold, { shape: "diamond", tone: "warn", words: "cold start" }),
    ...some(failed, { shape: "square", tone: "err", words: "failed" }),
    ...some(({ id }) => id === shown, { shape: "ring", tone: "text", words: "this one" }),
  ];
  return {
    marks,
    legend,
    title: `This request’s last ${points.length} invocations`,
    figures: `median ${roughSpan(median(sorted))}, slowest ${roughSpan(slowest)}`,
    axis: `0 to ${roughSpan(slowest)}`,
    ends: [shortMoment(points[0]!.started_at, now), shortMoment(points.at(-1)!.started_at, now)] as const,
  };
}
