// How someone reads a log: which secrets are shown, which lines are laid out, and what is looked for. It lasts for one
// result, whichever tab is looked at.

import type { LogKind } from "../../lib/bindings/LogKind";
import type { LogLine } from "../../lib/bindings/LogLine";
import { jsonStart } from "./jsonLayout";
import { continues } from "./logEntries";
import { readable } from "./logPieces";

/** Each kind of line as the filter calls it, the gravest first. */
export const LEVELS: readonly [LogKind, string][] = [
  ["error", "Error"],
  ["warn", "Warn"],
  ["info", "Info"],
  ["debug", "Debug"],
  ["platform", "Lambda"],
  ["plain", "Other"],
];

/** A line in its place. */
export interface Row {
  at: number;
  line: LogLine;
  /** Where its JSON object begins; -1 without one. */
  json: number;
  /** The row that it continues, or itself. */
  of: number;
}

const key = (row: number, secret: number) => `${row}:${secret}`;

export class LogReading {
  readonly rows: readonly Row[];
  /** Entries of each level; an entry is a line with what continues it. */
  readonly counts: readonly { level: LogKind; title: string; count: number }[];
  readonly secrets: number;
  levels = $state.raw<ReadonlySet<LogKind>>(new Set());
  text = $state("");
  #shown = $state.raw<ReadonlySet<string>>(new Set());
  #open = $state.raw<ReadonlySet<number>>(new Set());
  readonly matching: readonly Row[] = $derived.by(() => this.#match());

  constructor(lines: readonly LogLine[]) {
    const heads = continues(lines);
    this.rows = lines.map((line, at) => ({ at, line, json: jsonStart(line.text), of: heads[at]! }));
    const entries = this.rows.filter(({ at, of }) => at === of);
    this.counts = LEVELS.map(([level, title]) => ({
      level,
      title,
      count: entries.filter(({ line }) => line.kind === level).length,
    })).filter(({ count }) => count);
    this.secrets = lines.reduce((sum, { hidden = [] }) => sum + hidden.length, 0);
  }

  get filtered(): boolean {
    return this.levels.size > 0 || this.text !== "";
  }

  get masked(): number {
    return this.secrets - this.#shown.size;
  }

  toggleLevel(level: LogKind) {
    this.levels = toggled(this.levels, level);
  }

  showEveryLine() {
    this.levels = new Set();
    this.text = "";
  }

  isShown(row: number, secret: number): boolean {
    return this.#shown.has(key(row, secret));
  }

  toggle(row: number, secret: number) {
    this.#shown = toggled(this.#shown, key(row, secret));
  }

  /** Shows all secrets, or hides them when all are shown. */
  toggleAll() {
    this.#shown = new Set(
      this.masked
        ? this.rows.flatMap(({ at, line }) => (line.hidden ?? []).map((_, secret) => key(at, secret)))
        : [],
    );
  }

  isOpen(row: number): boolean {
    return this.#open.has(row);
  }

  toggleOpen(row: number) {
    this.#open = toggled(this.#open, row);
  }

  /** Is looked through as another log of the same invocation was. What was shown of its secrets is hidden. */
  goOn({ levels, text }: LogReading) {
    this.levels = new Set(this.counts.map(({ level }) => level).filter((level) => levels.has(level)));
    this.text = text;
  }

  /** The lines that match, with all that is in them. */
  unmasked(): string {
    return this.matching.map(({ line }) => line.text).join("\n");
  }

  /** The lines that match, without what is masked. */
  copyable(): string {
    return this.matching.map((row) => this.#readable(row)).join("\n");
  }

  #readable({ at, line }: Row): string {
    return readable(line, (secret) => this.isShown(at, secret));
  }

  #match(): readonly Row[] {
    if (!this.filtered) return this.rows;
    const wanted = this.text.toLowerCase();
    const found = new Set<number>();
    for (const row of this.rows) {
      const { kind } = this.rows[row.of]!.line;
      if (this.levels.size && !this.levels.has(kind)) continue;
      // What is masked cannot be guessed by looking for it.
      if (!wanted || this.#readable(row).toLowerCase().includes(wanted)) found.add(row.of);
    }
    return this.rows.filter(({ of }) => found.has(of));
  }
}

function toggled<Item>(set: ReadonlySet<Item>, item: Item): ReadonlySet<Item> {
  const next = new Set(set);
  if (!next.delete(item)) next.add(item);
  return next;
}

/** `12 lines`, or `3 of 12 lines`. */
export function lineWords({ filtered, matching, rows }: LogReading): string {
  const all = `${rows.length.toLocaleString("en")} ${rows.length === 1 ? "line" : "lines"}`;
  return filtered ? `${matching.length.toLocaleString("en")} of ${all}` : all;
}

/** `1 secret hidden`, or that all are shown. */
export function secretWords({ secrets, masked }: LogReading): string {
  const count = masked || secrets;
  return `${count} ${count === 1 ? "secret" : "secrets"} ${masked ? "hidden" : "shown"}`;
}
