// What is known of a listed function, in few words.

import type { ListedFunction } from "../../lib/bindings/ListedFunction";
import { span } from "../../lib/measure";

/** `python3.13 · 128 MB · 15 min · Active`; what is not known is left out. */
export function figures({ runtime, handler, memory_mb, timeout_seconds, state }: ListedFunction): string {
  return [
    // Only a container image has neither.
    runtime ?? (handler ? null : "container image"),
    memory_mb === null ? null : `${memory_mb} MB`,
    timeout_seconds === null ? null : span(timeout_seconds * 1000),
    state,
  ]
    .filter(Boolean)
    .join(" · ");
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How old something is: `just now`, `5 min ago`, `3 h ago`, `2 days ago`. */
export function age(moment: string, now: number): string {
  const ms = now - Date.parse(moment);
  if (Number.isNaN(ms)) return "";
  if (ms < MINUTE) return "just now";
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)} min ago`;
  if (ms < DAY) return `${Math.floor(ms / HOUR)} h ago`;
  const days = Math.floor(ms / DAY);
  return days === 1 ? "1 day ago" : `${days} days ago`;
}
