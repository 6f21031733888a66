// The checks of one request while they are edited: as rows, with what of them cannot be used.

import type { Check } from "../../lib/bindings/Check";
import type { CheckProblem } from "../../lib/bindings/CheckProblem";
import { checkOf, type CheckRow, newRow, rowOf, type Subject } from "./rows";

/** As long as the other checks of what is typed. */
const DELAY = 150;

export class ChecksForm {
  rows = $state.raw<readonly CheckRow[]>([]);
  problems = $state.raw<readonly CheckProblem[]>([]);
  /** Rows that were left, or were there before: only these are reproached. */
  #left = $state.raw<ReadonlySet<number>>(new Set());
  #given: readonly Check[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asked = 0;

  constructor(
    private readonly look: (checks: Check[]) => Promise<CheckProblem[]>,
    private readonly onchange: (checks: Check[]) => void,
  ) {}

  /** Takes over checks that changed elsewhere: another request, or its file. */
  take(checks: readonly Check[]) {
    if (checks === this.#given) return;
    this.#given = checks;
    this.rows = checks.map(rowOf);
    this.#left = new Set(this.rows.map(({ id }) => id));
    void this.#look();
  }

  add(subject: Subject): CheckRow {
    const row = newRow(subject);
    this.#change([...this.rows, row]);
    return row;
  }
  change(row: CheckRow) {
    this.#change(this.rows.map((it) => (it.id === row.id ? row : it)));
  }
  remove(row: CheckRow) {
    this.#change(this.rows.filter((it) => it.id !== row.id));
  }
  /** Moves a row up or down. False at the end. */
  move(row: CheckRow, by: 1 | -1): boolean {
    const at = this.rows.findIndex((it) => it.id === row.id);
    const other = this.rows[at + by];
    if (!other) return false;
    this.#change(this.rows.with(at, other).with(at + by, row));
    return true;
  }
  /** A row was left: what is wrong with it may be said. */
  leave(row: CheckRow) {
    this.#left = new Set([...this.#left, row.id]);
  }

  /** What is wrong with a row, when it is time to say so. */
  problem(row: CheckRow): CheckProblem | null {
    if (!this.#left.has(row.id)) return null;
    const at = this.rows.findIndex((it) => it.id === row.id);
    return this.problems.find(({ check }) => check === at) ?? null;
  }

  destroy() {
    clearTimeout(this.#timer);
  }

  #change(rows: readonly CheckRow[]) {
    this.rows = rows;
    const checks = rows.map(checkOf);
    this.#given = checks;
    this.onchange(checks);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#look(), DELAY);
  }

  async #look() {
    const asked = ++this.#asked;
    const problems = this.rows.length ? await this.look(this.rows.map(checkOf)) : [];
    if (asked === this.#asked) this.problems = problems;
  }
}
