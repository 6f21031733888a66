// The history as it is looked through: what is asked for, what was found so far, and what is done with it.

import type { Backend } from "../../lib/backend";
import type { Failure } from "../../lib/bindings/Failure";
import type { HistoryNames } from "../../lib/bindings/HistoryNames";
import type { HistoryQuery } from "../../lib/bindings/HistoryQuery";
import type { HistoryRow } from "../../lib/bindings/HistoryRow";
import type { HistoryState } from "../../lib/bindings/HistoryState";
import { asFailure } from "../../lib/failure";
import { midnight } from "./words";

/** More than a tall window shows. */
export const PAGE = 100;
/** Long enough that a word typed at speed is looked for once, short enough to feel immediate. */
const TYPING = 140;
/** Seconds of looking for something rare, one short answer after the other, before the user is asked whether to go on. */
const PATIENCE = 4000;

export const PERIODS = {
  any: "Any",
  today: "Today",
  week: "Last 7 days",
  month: "Last 30 days",
} as const;
export type Period = keyof typeof PERIODS;

const DAYS: Record<Exclude<Period, "any">, number> = { today: 0, week: 6, month: 29 };
const DAY = 86_400_000;

export class HistoryList {
  rows = $state.raw<readonly HistoryRow[]>([]);
  names = $state.raw<HistoryNames>({ functions: [], profiles: [] });
  failure = $state.raw<Failure | null>(null);
  /** The first page of what is asked for is here, or on its way for the first time. */
  loaded = $state(false);
  loading = $state(false);
  /** How far back it was looked, when it goes on only at the user's wish. */
  lookedUntil = $state<number | null>(null);
  /** When the list was last asked for: what "today" is. */
  now = $state(Date.now());

  #text = $state("");
  #state = $state<HistoryState | "">("");
  #function = $state("");
  #profile = $state("");
  #period = $state<Period>("any");
  #pinned = $state(false);
  #next: number | null = null;
  #asked = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly backend: Backend) {}

  get text() {
    return this.#text;
  }
  set text(text: string) {
    this.#text = text;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.refresh(), TYPING);
  }
  get state() {
    return this.#state;
  }
  set state(state: HistoryState | "") {
    this.#state = state;
    void this.refresh();
  }
  get function() {
    return this.#function;
  }
  set function(name: string) {
    this.#function = name;
    void this.refresh();
  }
  get profile() {
    return this.#profile;
  }
  set profile(id: string) {
    this.#profile = id;
    void this.refresh();
  }
  get period() {
    return this.#period;
  }
  set period(period: Period) {
    this.#period = period;
    void this.refresh();
  }
  get pinned() {
    return this.#pinned;
  }
  set pinned(pinned: boolean) {
    this.#pinned = pinned;
    void this.refresh();
  }

  /** How many filters are set; the text is not one. */
  get filters(): number {
    return [this.#state, this.#function, this.#profile, this.#period !== "any", this.#pinned].filter(Boolean)
      .length;
  }
  get isAsking(): boolean {
    return this.#text.trim() !== "" || this.filters > 0;
  }
  get hasMore(): boolean {
    return this.#next !== null;
  }

  /** Looks through everything again. */
  all() {
    this.#text = "";
    this.dropFilters();
  }
  dropFilters() {
    this.#state = "";
    this.#function = "";
    this.#profile = "";
    this.#period = "any";
    this.#pinned = false;
    void this.refresh();
  }

  #query(before: number | null, limit = PAGE): HistoryQuery {
    const since = this.#period === "any" ? null : midnight(new Date(this.now - DAYS[this.#period] * DAY));
    return {
      text: this.#text.trim(),
      state: this.#state || null,
      function: this.#function || null,
      profile: this.#profile || null,
      since,
      until: null,
      pinned: this.#pinned,
      before,
      limit,
    };
  }

  /** Asks for the first page anew. As much as was there before is there again, so that nothing jumps. */
  async refresh(keep = false): Promise<void> {
    clearTimeout(this.#timer);
    const asked = ++this.#asked;
    this.now = Date.now();
    this.loading = true;
    try {
      const limit = keep ? Math.min(500, Math.max(PAGE, this.rows.length)) : PAGE;
      const page = await this.backend.historyPage(this.#query(null, limit));
      if (asked !== this.#asked) return;
      const beyond = keep && page.rows.length === limit ? this.rows.slice(limit) : [];
      const last = page.rows.at(-1)?.place ?? 0;
      const older = beyond.filter((row) => row.place < last);
      this.rows = [...page.rows, ...older];
      this.#next = older.length ? this.#next : page.next;
      this.lookedUntil = null;
      this.failure = null;
      this.loaded = true;
      // Those that are already at hand are shown; more is looked for until the page is full.
      if (page.looked_until !== null) await this.#lookOn(asked);
    } catch (thrown) {
      if (asked === this.#asked) this.failure = asFailure(thrown);
    } finally {
      if (asked === this.#asked) {
        this.loading = false;
        this.loaded = true;
      }
    }
  }

  /** The next page. */
  async more(): Promise<void> {
    if (this.loading || this.#next === null) return;
    const asked = ++this.#asked;
    this.loading = true;
    this.lookedUntil = null;
    try {
      await this.#lookOn(asked);
    } catch (thrown) {
      if (asked === this.#asked) this.failure = asFailure(thrown);
    } finally {
      if (asked === this.#asked) this.loading = false;
    }
  }

  async #lookOn(asked: number): Promise<void> {
    const until = Date.now() + PATIENCE;
    const wanted = this.rows.length + PAGE;
    while (this.#next !== null && this.rows.length < wanted) {
      const page = await this.backend.historyPage(this.#query(this.#next));
      if (asked !== this.#asked) return;
      this.rows = [...this.rows, ...page.rows];
      this.#next = page.next;
      if (page.looked_until === null) return;
      if (Date.now() > until) {
        this.lookedUntil = page.looked_until;
        return;
      }
    }
  }

  /** What can be chosen to filter by. */
  async loadNames(): Promise<void> {
    try {
      this.names = await this.backend.historyNames();
    } catch {
      // Without names there is nothing to choose; the list itself says why.
    }
  }

  async pin(row: HistoryRow): Promise<Failure | null> {
    const pinned = !row.pinned;
    return this.#try(async () => {
      await this.backend.pinHistory(row.id, pinned);
      this.rows = this.rows.map((it) => (it.id === row.id ? { ...it, pinned } : it));
    });
  }

  /** Takes rows out. They can be brought back for a minute. */
  async delete(rows: readonly HistoryRow[]): Promise<Failure | null> {
    const ids = rows.map(({ id }) => id);
    return this.#try(async () => {
      await this.backend.deleteHistory(ids);
      this.rows = this.rows.filter((it) => !ids.includes(it.id));
    });
  }

  async restore(rows: readonly HistoryRow[]): Promise<Failure | null> {
    return this.#try(async () => {
      await this.backend.restoreHistory(rows.map(({ id }) => id));
      await this.refresh(true);
    });
  }

  async clear(): Promise<number> {
    const gone = await this.backend.clearHistory();
    await this.refresh();
    return gone;
  }

  async #try(work: () => Promise<void>): Promise<Failure | null> {
    try {
      await work();
      return null;
    } catch (thrown) {
      return asFailure(thrown);
    }
  }
}
