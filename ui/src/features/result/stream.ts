// How a streamed response came in, in words and figures. Pure.

import type { StreamFigures } from "../../lib/bindings/StreamFigures";
import { roughSpan, size } from "../../lib/measure";

export const chunkWords = (chunks: number) =>
  chunks === 1 ? "1 chunk" : `${chunks.toLocaleString("en")} chunks`;

export const rateWords = (bytesPerSecond: number) => `${size(Math.round(bytesPerSecond))}/s`;

/** `48 chunks in 2.4 s, 1.2 MB/s` */
export function streamWords({ chunks, duration, complete }: StreamFigures, bytes: number): string {
  const came = chunks > 1 ? `${chunkWords(chunks)} in ${roughSpan(duration)}` : chunkWords(chunks);
  const rate = chunks > 1 && duration >= 1 ? `, ${rateWords((bytes / duration) * 1000)}` : "";
  return complete ? `Streamed: ${came}${rate}` : `The stream broke off after ${came}${rate}`;
}

/** How much had come at a moment of `performance.now`, or of any other clock. */
export interface Sample {
  at: number;
  bytes: number;
}
/** Over how long a rate is taken: long enough to be read, short enough to follow. */
const WINDOW = 2000;

/** The samples with one more, without those that no rate will ask for again. */
export function noted(samples: readonly Sample[], sample: Sample): Sample[] {
  const old = samples.findLastIndex(({ at }) => at <= sample.at - WINDOW);
  return [...samples.slice(Math.max(0, old)), sample];
}

/** Bytes per second over the last moments; null before anything can be said. */
export function rateOf(samples: readonly Sample[], now: number): number | null {
  const last = samples.at(-1);
  // The last one that is older than the window tells what had come when the window began.
  const since = samples.findLast(({ at }) => at <= now - WINDOW) ?? samples[0];
  if (!last || !since || now - since.at < 200) return null;
  const span = Math.min(WINDOW, now - since.at);
  return ((last.bytes - since.bytes) / span) * 1000;
}
