// The list as it is laid out: a heading for each day, a row for each invocation, and only those in sight are drawn. Pure.

import type { HistoryRow } from "../../lib/bindings/HistoryRow";
import { dayOf } from "./words";

/** In pixels. Fixed, so that what is out of sight need not be measured. */
export const HEIGHTS = { day: 30, row: 46, found: 64 } as const;

export type Item =
  | { kind: "day"; key: string; title: string; top: number; height: number }
  | { kind: "row"; key: string; row: HistoryRow; at: number; top: number; height: number };

/** Where everything is, the newest at the top. */
export function layOut(rows: readonly HistoryRow[], now: number): Item[] {
  const items: Item[] = [];
  let top = 0;
  let day = "";
  rows.forEach((row, at) => {
    const title = dayOf(row.started_at, now);
    if (title !== day) {
      items.push({ kind: "day", key: `${title} ${row.id}`, title, top, height: HEIGHTS.day });
      top += HEIGHTS.day;
      day = title;
    }
    const height = row.found ? HEIGHTS.found : HEIGHTS.row;
    items.push({ kind: "row", key: row.id, row, at, top, height });
    top += height;
  });
  return items;
}

export const heightOf = (items: readonly Item[]) => {
  const last = items.at(-1);
  return last ? last.top + last.height : 0;
};

/** What is in sight between two heights, and somewhat more, so that nothing is blank while it scrolls. */
export function inSight(items: readonly Item[], from: number, to: number, beyond = 300): Item[] {
  const first = firstBelow(items, from - beyond);
  let end = first;
  while (end < items.length && items[end]!.top < to + beyond) end += 1;
  return items.slice(first, end);
}

/** The first that ends below a height. */
function firstBelow(items: readonly Item[], height: number): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (items[middle]!.top + items[middle]!.height > height) high = middle;
    else low = middle + 1;
  }
  return low;
}
