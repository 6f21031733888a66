// Spans and sizes as people read them, and as they write spans. Core decides what a span may be; reading it here only
// serves the bar that shows how much of a wait is over.

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** `79.67 ms`, `112 ms`, `1.4 s`, `45 s`, `1 min 58 s`, `1 h 2 min`. */
export function span(ms: number): string {
  if (ms < 1000) {
    const rounded = Math.round(ms * 100) / 100;
    return `${rounded} ms`;
  }
  if (ms < 10_000) return `${(Math.floor(ms / 100) / 10).toFixed(1).replace(/\.0$/, "")} s`;
  return [
    [Math.floor(ms / HOUR), "h"],
    [Math.floor((ms % HOUR) / MINUTE), "min"],
    [ms >= HOUR ? 0 : Math.floor((ms % MINUTE) / 1000), "s"],
  ]
    .filter(([count]) => count)
    .map(([count, unit]) => `${count} ${unit}`)
    .join(" ");
}

/** A span whose fractions of a millisecond nobody needs: `112 ms`. */
export function roughSpan(ms: number): string {
  return span(ms < 1 ? ms : Math.round(ms));
}

/** Time that is left, in whole minutes: `42 min left`, `1 h 5 min left`, `less than a minute left`. */
export function timeLeft(ms: number): string {
  const minutes = Math.floor(ms / MINUTE);
  return minutes < 1 ? "less than a minute left" : `${span(minutes * MINUTE)} left`;
}

/** `0:07`, `2:47`, `1:02:03`. */
export function clock(ms: number): string {
  const seconds = Math.floor(Math.max(0, ms) / 1000);
  const two = (count: number) => String(count).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  return hours ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

/** `17 bytes`, `0.6 KB`, `2.1 MB`: units of 1024, as Lambda counts its limits. */
export function size(bytes: number): string {
  if (bytes < 512) return bytes === 1 ? "1 byte" : `${bytes} bytes`;
  if (bytes < 1024 * 1000) return `${(bytes / 1024).toFixed(bytes < 10_240 ? 1 : 0).replace(/\.0$/, "")} KB`;
  return `${(bytes / (1024 * 1024)).toFixed(1).replace(/\.0$/, "")} MB`;
}

/** A share from 0 to 1: `90%`, `0.05%`. */
export function percent(share: number): string {
  return `${Math.round(share * 10_000) / 100}%`;
}

const UNITS: [RegExp, number][] = [
  [/^(h|hr|hrs|hours?)$/, HOUR],
  [/^(m|min|mins|minutes?)$/, MINUTE],
  [/^(s|sec|secs|seconds?)$/, 1000],
  [/^(ms|msec|millis)$/, 1],
];

/** Milliseconds of `15 min 30 s`, `90`, `2m30s`; null when it is not understood. */
export function readSpan(text: string): number | null {
  const trimmed = text.trim().toLowerCase();
  if (/^\d+(\.\d+)?$/.test(trimmed)) return Number(trimmed) * 1000;
  if (!/^(\d+\s*[a-z]+\s*)+$/.test(trimmed)) return null;
  let total = 0;
  for (const [, count, unit] of trimmed.matchAll(/(\d+)\s*([a-z]+)/g)) {
    const factor = UNITS.find(([names]) => names.test(unit ?? ""))?.[1];
    if (factor === undefined) return null;
    total += Number(count) * factor;
  }
  return total;
}
