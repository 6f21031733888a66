// The fake backend's search of a whole response: line by line, and an expression's names with dots between them.

import type { FindQuery } from "../bindings/FindQuery";
import type { FindStep } from "../bindings/FindStep";
import type { FindSummary } from "../bindings/FindSummary";
import type { FoundPlace } from "../bindings/FoundPlace";
import { failure } from "./failure";
import { checkExpression, valueAt } from "./filter";

/** As many places are told; the others are counted. */
const TOLD = 5000;
/** Characters that are told of what stands around a place. */
const AROUND = 200;
/** Bytes between two reports. */
const STRIDE = 1024 * 1024;

interface Line {
  text: string;
  /** Its first byte, and its number from 1. */
  from: number;
  number: number;
}

const bytesOf = (text: string) => new TextEncoder().encode(text).length;

/** The places of one line; null when it is no JSON and should be. */
type Look = (line: Line) => FoundPlace[] | null;

function byExpression(expression: string): Look {
  checkExpression(expression);
  return ({ text, from, number }) => {
    try {
      const value = valueAt(JSON.parse(text), expression);
      if (value === null || value === false) return [];
      const place = { offset: from, length: bytesOf(text), line: number, before: "", after: "" };
      return [{ ...place, text: JSON.stringify(value) }];
    } catch {
      return text.trim() ? null : [];
    }
  };
}

function byPattern({ text, mode, match_case }: FindQuery): Look {
  const source = mode === "regex" ? text : text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const pattern = (() => {
    try {
      return new RegExp(source, match_case ? "gu" : "giu");
    } catch {
      throw failure(
        "other",
        "The regular expression cannot be read: a bracket is not closed.",
        "A sign that stands for itself needs a backslash before it.",
      );
    }
  })();
  return ({ text, from, number }) =>
    [...text.matchAll(pattern)]
      .filter(([found]) => found)
      .map((match) => {
        const end = match.index + match[0].length;
        return {
          offset: from + bytesOf(text.slice(0, match.index)),
          length: bytesOf(match[0]),
          line: number,
          before: text.slice(Math.max(0, match.index - AROUND), match.index),
          text: match[0].slice(0, AROUND),
          after: text.slice(end, end + AROUND),
        };
      });
}

export class FakeFinds {
  readonly #running = new Set<string>();

  /** `pause`: milliseconds of life between two reports. */
  constructor(
    private readonly speed: () => number,
    private readonly pause: number,
  ) {}

  stop(search: string) {
    this.#running.delete(search);
  }

  async find(
    search: string,
    body: Uint8Array | null,
    query: FindQuery,
    onStep: (step: FindStep) => void,
  ): Promise<FindSummary> {
    if (!body) throw failure("other", "This response is not kept any more.");
    const look = query.mode === "expression" ? byExpression(query.text) : byPattern(query);
    this.#running.add(search);
    const decoder = new TextDecoder();
    const summary: FindSummary = { count: 0, read: 0, not_json: 0, stopped: false };
    let found: FoundPlace[] = [];
    let number = 0;
    let told = 0;
    const tell = () => {
      onStep({ found, read: summary.read });
      found = [];
    };
    while (summary.read < body.length) {
      const end = body.indexOf(10, summary.read);
      const to = end === -1 ? body.length : end;
      number += 1;
      const places = look({
        text: decoder.decode(body.subarray(summary.read, to)),
        from: summary.read,
        number,
      });
      if (!places) summary.not_json += 1;
      for (const place of places ?? []) {
        summary.count += 1;
        if (summary.count <= TOLD) found.push(place);
      }
      summary.read = Math.min(body.length, to + 1);
      if (summary.read - told < STRIDE) continue;
      told = summary.read;
      tell();
      await new Promise((resolve) => setTimeout(resolve, this.pause / this.speed()));
      if (!this.#running.has(search)) return { ...summary, stopped: true };
    }
    tell();
    this.#running.delete(search);
    return summary;
  }
}
