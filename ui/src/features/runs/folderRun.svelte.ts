// One run of a folder: how it is to be run, what is known while it goes on, and what it came to.

import type { Backend } from "../../lib/backend";
import type { Failure } from "../../lib/bindings/Failure";
import type { Field } from "../../lib/bindings/Field";
import type { RequestSource } from "../../lib/bindings/RequestSource";
import type { RunCase } from "../../lib/bindings/RunCase";
import type { RunEvent } from "../../lib/bindings/RunEvent";
import type { RunFigures } from "../../lib/bindings/RunFigures";
import type { RunInput } from "../../lib/bindings/RunInput";
import type { RunPace } from "../../lib/bindings/RunPace";
import type { RunRow } from "../../lib/bindings/RunRow";
import type { RunSummary } from "../../lib/bindings/RunSummary";
import { asFailure } from "../../lib/failure";

/** What the app decides of a run. */
export interface RunPlace {
  profile: string;
  region: string | null;
}

/** Makes the call until all that it demands was given. */
export type Begin = (
  id: string,
  input: RunInput,
  onEvent: (event: RunEvent) => void,
  still: () => boolean,
) => Promise<RunSummary>;

/** A number as it is typed; NaN for none. */
const number = (text: string) => (text.trim() === "" ? NaN : Number(text.replaceAll(",", "")));

export class FolderRun {
  id: string = crypto.randomUUID();
  state = $state<"ready" | "running" | "ended">("ready");
  order = $state<"one" | "several">("one");
  atOnce = $state("4");
  repeat = $state("1");
  /** Per second; empty for as many as there can be. */
  rate = $state("");
  stopAtFailure = $state(false);
  environment = $state<string>("");
  failure = $state.raw<Failure | null>(null);
  cases = $state.raw<readonly RunCase[]>([]);
  /** How many invocations there will be. */
  total = $state(0);
  inFlight = $state(0);
  passed = $state(0);
  failed = $state(0);
  stopped = $state(0);
  figures = $state.raw<RunFigures | null>(null);
  summary = $state.raw<RunSummary | null>(null);
  stopping = $state(false);
  /** How often each request is run in the run that is shown. */
  rounds = $state(1);
  /** Rows in the order in which they ended; `shown` says when there are new ones. */
  rows: RunRow[] = [];
  shown = $state(0);
  #frame = 0;
  #disposed = false;

  constructor(
    private readonly backend: Backend,
    readonly source: RequestSource,
    readonly title: string,
    private readonly begin: Begin,
  ) {}

  get ended(): number {
    return this.passed + this.failed + this.stopped;
  }

  get #pace(): RunPace {
    return {
      at_once: this.order === "one" ? 1 : Math.trunc(number(this.atOnce)) || 0,
      repeat: Math.trunc(number(this.repeat)) || 0,
      rate: this.rate.trim() === "" ? null : number(this.rate) || 0,
      stop_at_failure: this.stopAtFailure,
    };
  }

  /** What is wrong with a field. */
  problem(field: Field): string | null {
    return this.failure?.problems.find((it) => it.field === field)?.message ?? null;
  }

  async start(place: RunPlace): Promise<void> {
    if (this.state === "running") return;
    this.#forget();
    this.id = crypto.randomUUID();
    this.#clear();
    const pace = this.#pace;
    this.rounds = pace.repeat;
    this.state = "running";
    const input: RunInput = {
      folder: this.source,
      ...place,
      environment: this.environment || null,
      pace,
      confirmed: null,
    };
    try {
      const still = () => !this.#disposed && !this.stopping;
      this.summary = await this.begin(this.id, input, (event) => this.#take(event), still);
      this.state = "ended";
    } catch (thrown) {
      this.failure = asFailure(thrown);
      this.state = "ready";
    }
    this.stopping = false;
    this.inFlight = 0;
    this.#show();
  }

  async stop(): Promise<void> {
    if (this.state !== "running" || this.stopping) return;
    this.stopping = true;
    await this.backend.cancel(this.id).catch(() => (this.stopping = false));
  }

  /** Lets everything go. */
  dispose() {
    this.#disposed = true;
    cancelAnimationFrame(this.#frame);
    this.#forget();
  }

  #forget() {
    this.backend.forgetRun(this.id).catch(() => {});
  }

  #clear() {
    this.failure = this.summary = this.figures = null;
    this.rows = [];
    this.cases = [];
    this.total = this.inFlight = this.passed = this.failed = this.stopped = 0;
    this.shown++;
  }

  #take(event: RunEvent) {
    if (event.event === "planned") {
      this.cases = event.cases;
      this.total = event.invocations;
    } else if (event.event === "began") this.inFlight++;
    else {
      const { row } = event;
      this.inFlight--;
      this[row.standing]++;
      this.rows.push(row);
      this.figures = event.figures;
      // Hundreds can end within one picture.
      this.#frame ||= requestAnimationFrame(() => this.#show());
    }
  }

  #show() {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    this.shown++;
  }
}
