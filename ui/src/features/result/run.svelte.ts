// The invocations of one request: the one that runs, the last that ended, and why one could not be sent.

import type { Backend } from "../../lib/backend";
import type { AliasFacts } from "../../lib/bindings/AliasFacts";
import type { Attempt } from "../../lib/bindings/Attempt";
import type { Check } from "../../lib/bindings/Check";
import type { Failure } from "../../lib/bindings/Failure";
import type { Figures } from "../../lib/bindings/Figures";
import type { Invocation } from "../../lib/bindings/Invocation";
import type { InvokeInput } from "../../lib/bindings/InvokeInput";
import type { Log } from "../../lib/bindings/Log";
import type { ShareParts } from "../../lib/bindings/ShareParts";
import type { Progress } from "../../lib/bindings/Progress";
import { asFailure } from "../../lib/failure";
import { Body } from "./body.svelte";
import { CloudWatchLog, mayBeLogged } from "./cloudWatchLog.svelte";
import { CopyForSharing } from "./copyForSharing.svelte";
import { Cost, costQuery } from "./cost.svelte";
import { LiveTail } from "./live.svelte";
import { LogReading } from "./logReading.svelte";
import { Past } from "./past.svelte";
import { type Remnant, remnantOf } from "./remnant";
import { noted, type Sample } from "./stream";

/** What is said about where an invocation goes; text for people only. */
export interface Target {
  functionName: string;
  profileName: string;
  /** Empty when it is not known. */
  region: string;
  onSandbox: boolean;
  /** The function's own timeout, when it is known. */
  timeoutMs: number | null;
  /** How long the answer is waited for, when that was understood. */
  waitMs: number | null;
  /** How long all attempts may take together, when that was understood. */
  totalMs: number | null;
  /** How often a silent connection is probed, as it is written. */
  keepAlive: string;
  /** The version or alias asked for; empty or left out for none. */
  qualifier: string;
  /** Where the qualifier leads, when it is an alias and that is known. */
  alias: AliasFacts | null;
  /** `x86_64` or `arm64`, when that was known of the function. */
  architecture: string | null;
  /** The profile's own endpoint, when it is known to have one. */
  endpoint: string | null;
}

export type Stage = "connecting" | "sending" | "waiting" | "receiving" | "pausing";

/** An invocation under way. */
export class Running {
  readonly id = crypto.randomUUID();
  readonly startedAt = Date.now();
  stage = $state<Stage>("connecting");
  attempt = $state(1);
  /** When the attempt under way began, on the clock of `Date.now`. */
  attemptStartedAt = $state(Date.now());
  /** Bytes of the payload, once it goes out. */
  sent = $state<number | null>(null);
  /** Whether the connection was open already. */
  warm = $state(false);
  received = $state(0);
  total = $state<number | null>(null);
  /** Chunks so far of a streamed response; null for any other. */
  chunks = $state<number | null>(null);
  /** When the first of them came, on the clock of `Date.now`. */
  streamingSince = $state(0);
  /** How much had come when, for the rate. */
  samples = $state.raw<readonly Sample[]>([]);
  readonly tail: LiveTail;
  ended = $state.raw<Attempt[]>([]);
  cancelling = $state(false);

  constructor(
    backend: Backend,
    readonly target: Target,
  ) {
    this.tail = new LiveTail((offset, length) => backend.responseRange(this.id, offset, length));
  }

  report(step: Progress) {
    switch (step.event) {
      case "attempt_started":
        this.stage = "connecting";
        this.attempt = step.number;
        this.attemptStartedAt = this.startedAt + step.offset;
        this.sent = null;
        this.received = 0;
        this.total = null;
        this.chunks = null;
        this.samples = [];
        this.tail.reset();
        break;
      case "sending":
        this.stage = "sending";
        this.sent = step.bytes;
        this.warm = step.warm;
        break;
      case "waiting":
        this.stage = "waiting";
        break;
      case "answered":
        this.stage = "receiving";
        break;
      case "received":
        this.stage = "receiving";
        this.received = step.bytes;
        this.total = step.total;
        if (step.chunks !== null) this.#stream(step.bytes, step.chunks);
        break;
      case "attempt_ended":
        this.ended = [...this.ended, step.attempt];
        this.stage = step.attempt.next ? "pausing" : this.stage;
    }
  }

  #stream(bytes: number, chunks: number) {
    const at = Date.now();
    if (this.chunks === null) this.streamingSince = at;
    this.chunks = chunks;
    this.samples = noted(this.samples, { at, bytes });
    this.tail.offer(bytes);
  }
}

export type ResultTab = "response" | "logs" | "checks" | "timeline" | "headers" | "compare";

/** What is said of a result that comes from the history, or from a file. */
export interface KeptFrom {
  /** When it began, in milliseconds since 1970. */
  at: number;
  /** Bytes of the response that were not kept. */
  leftOut: number;
  /** Whether a secret's value was hidden in the request. */
  masked: boolean;
  /** Whether its profile is not there any more. */
  profileGone: boolean;
  /** The file that it comes from. */
  file?: SharedFrom;
}

/** Somebody else's file, and what can be done with what is in it. */
export interface SharedFrom {
  name: string;
  /** What was made harmless or left out, each in a sentence. */
  told: readonly string[];
  /** What of the result is in it. */
  parts: ShareParts;
  onadd: () => void;
  onrun: () => void;
}

/** What there may be around an invocation that has ended. */
interface Around {
  kept?: KeptFrom | null;
  judged?: readonly Check[];
}

/** An invocation that has ended, with what is needed to look at it. */
export class Finished {
  /** Set when it comes from the history, or from a file. */
  readonly kept: KeptFrom | null;
  /** The checks that it was judged by. */
  readonly judged: readonly Check[];
  readonly endedAt: Date;
  readonly body: Body | null;
  /** What there is of an answer, when it is not the function's whole one. */
  readonly remnant: Remnant | null;
  /** Present when there are lines in the log that came with the answer. */
  readonly tail: LogReading | null;
  /** The log in CloudWatch Logs; null when that is not to be asked. */
  readonly fullLog: CloudWatchLog | null;
  readonly forSharing: CopyForSharing;
  /** Present when its log says what was billed. */
  readonly cost: Cost | null = $derived.by(() => this.#cost());
  /** How long the same request took before. */
  readonly past: Past;
  /** What the user looks at. */
  tab = $state<ResultTab>("response");
  readonly #backend: Backend;

  constructor(
    backend: Backend,
    readonly invocation: Invocation,
    readonly target: Target,
    { kept = null, judged = [] }: Around = {},
  ) {
    const { answer, id } = invocation;
    this.kept = kept;
    this.judged = judged;
    this.endedAt = kept ? new Date(kept.at + invocation.duration) : new Date();
    this.body = answer && new Body(backend, id, answer);
    this.remnant = remnantOf(invocation);
    const lines = answer?.log?.lines ?? [];
    this.tail = lines.length ? new LogReading(lines) : null;
    // What is somebody else's was not invoked from here, and without its profile nobody can ask.
    const asks = mayBeLogged(invocation) && !kept?.file && !kept?.profileGone;
    this.fullLog = asks ? new CloudWatchLog(backend, id, this.tail) : null;
    this.forSharing = new CopyForSharing(backend, id);
    this.past = new Past(backend, invocation);
    this.#backend = backend;
  }

  /** The log that is looked at. */
  get log(): Log | null {
    return this.fullLog?.shown?.log ?? this.invocation.answer?.log ?? null;
  }
  /** How it is read; null when there are no lines in it. */
  get reading(): LogReading | null {
    return this.fullLog?.shown ? this.fullLog.reading : this.tail;
  }
  /** What the REPORT line says, wherever it was found. */
  get figures(): Figures | null {
    return this.invocation.answer?.log?.figures ?? this.fullLog?.found?.log.figures ?? null;
  }
  #cost(): Cost | null {
    const query = costQuery(this.figures, this.target);
    return query && new Cost(this.#backend, query);
  }
}

export class Runs {
  running = $state.raw<Running | null>(null);
  finished = $state.raw<Finished | null>(null);
  /** Why the last press of Invoke sent nothing. */
  failure = $state.raw<Failure | null>(null);
  /** While one runs: whether the user asked to see the one before. */
  lookingBack = $state(false);
  #disposed = false;

  constructor(
    private readonly backend: Backend,
    private readonly onended: (finished: Finished) => void = () => {},
  ) {}

  /** Sends, and stays with it until it ends. The failure, when nothing was sent. */
  async invoke(input: InvokeInput, target: Target): Promise<Failure | null> {
    if (this.running) return null;
    const running = new Running(this.backend, target);
    this.running = running;
    this.failure = null;
    this.lookingBack = false;
    try {
      const invocation = await this.backend.invoke(running.id, input, (step) => running.report(step));
      const finished = new Finished(this.backend, invocation, target, { judged: input.checks ?? [] });
      if (this.#disposed) {
        this.#drop(finished);
        return null;
      }
      this.running = null;
      this.#take(finished);
      return null;
    } catch (thrown) {
      this.running = null;
      const failure = asFailure(thrown);
      // A problem at a field is shown there; repeating it here would say it twice. What is demanded is asked for.
      if (!failure.problems.length && !failure.demand) this.failure = failure;
      return failure;
    }
  }

  /** Shows a result that was not made here. `latest`: it is this request's newest all the same. */
  show(finished: Finished, latest = false) {
    this.failure = null;
    this.lookingBack = false;
    this.#put(finished);
    if (latest) this.onended(finished);
  }

  #take(finished: Finished) {
    const before = this.finished;
    // What is looked at stays, where there is such a side of it.
    const lacks = before?.tab === "checks" && !finished.invocation.checks.length;
    if (before && !lacks) finished.tab = before.tab;
    // What it was looked through with is looked for again.
    if (before?.body?.filter) finished.body?.filter?.goOn(before.body.filter);
    if (before) finished.past.goOn(before.past);
    if (before?.body?.search) finished.body?.search?.goOn(before.body.search);
    this.#put(finished);
    this.onended(finished);
  }

  #put(finished: Finished) {
    const before = this.finished;
    this.finished = finished;
    if (before) this.#drop(before);
  }

  async cancel(): Promise<void> {
    const { running } = this;
    if (!running || running.cancelling) return;
    running.cancelling = true;
    try {
      await this.backend.cancel(running.id);
    } catch (thrown) {
      running.cancelling = false;
      this.failure = asFailure(thrown);
    }
  }

  /** Lets everything go: what runs is no longer waited for, what was kept in Rust is dropped. */
  dispose() {
    this.#disposed = true;
    void this.cancel();
    if (this.finished) this.#drop(this.finished);
  }

  #drop(finished: Finished) {
    finished.fullLog?.drop();
    // After the pane has let go of its editors.
    setTimeout(() => finished.body?.destroy());
    // A body that is already gone, or never was, is what was wanted.
    this.backend.forget(finished.invocation.id).catch(() => {});
  }
}
