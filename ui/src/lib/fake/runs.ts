// The invocations of the fake backend: a script is played, step by step, and its body is kept.

import type { Answer } from "../bindings/Answer";
import type { Attempt } from "../bindings/Attempt";
import type { BodyForm } from "../bindings/BodyForm";
import type { Invocation } from "../bindings/Invocation";
import type { InvokeInput } from "../bindings/InvokeInput";
import type { Outcome } from "../bindings/Outcome";
import type { Progress } from "../bindings/Progress";
import { answerOf } from "./answer";
import type { Script } from "./behaviour";
import { failure } from "./failure";

/** What an attempt was told that never ran. */
const NOT_RUN: Outcome = {
  kind: "rejected",
  status: 429,
  code: "TooManyRequestsException",
  message: "Rate Exceeded.",
  reason: null,
  meaning: "",
  hint: "",
  position: null,
};

export class FakeRuns {
  readonly #bodies = new Map<string, Uint8Array>();
  readonly #running = new Map<string, () => void>();

  /** `speed`: how much faster than life it runs. */
  constructor(private readonly speed: () => number) {}

  async play(
    id: string,
    input: InvokeInput,
    script: Script,
    onProgress: (step: Progress) => void,
  ): Promise<Invocation> {
    const start = performance.now();
    const now = () => performance.now() - start;
    const cancelled = new Promise<"cancelled">((resolve) =>
      this.#running.set(id, () => resolve("cancelled")),
    );
    const attempts: Attempt[] = [];
    const pause = (ms: number) =>
      Promise.race([
        cancelled,
        new Promise<"over">((resolve) => setTimeout(() => resolve("over"), ms / this.speed())),
      ]);
    const finish = (outcome: Outcome, answer: Answer | null): Invocation => {
      this.#running.delete(id);
      return {
        id,
        started_at: new Date().toISOString(),
        duration: now(),
        outcome,
        verdict: script.verdict ?? null,
        answer,
        attempts,
        corrections: script.corrections ?? [],
        checks: [],
      };
    };
    for (const attempt of script.attempts ?? []) {
      onProgress({ event: "attempt_started", number: attempt.number, offset: now() });
      await pause(attempt.duration);
      attempts.push(attempt);
      onProgress({ event: "attempt_ended", attempt });
      if ((await pause(attempt.next?.delay ?? 0)) === "cancelled")
        return finish(
          {
            kind: "no_answer",
            cause: "cancelled",
            message: "You cancelled in the pause before the next attempt.",
            hint: "No attempt before it ran.",
            may_have_run: false,
          },
          answerOf(script, new Uint8Array(), input, NOT_RUN),
        );
    }
    const number = attempts.length + 1;
    const offset = attempts.reduce(
      (sum, it) => Math.max(sum, it.offset + it.duration + (it.next?.delay ?? 0)),
      0,
    );
    onProgress({ event: "attempt_started", number, offset: now() });
    onProgress({ event: "sending", number, bytes: input.payload.length, warm: true });
    onProgress({ event: "waiting", number, offset: now() });
    const delay = script.delay ?? 60;
    const received = delay * (script.chunks ?? 0);
    const body =
      typeof script.body === "string"
        ? new TextEncoder().encode(script.body)
        : (script.body ?? new Uint8Array());
    let ended = await pause(delay);
    for (let chunk = 1; chunk <= (script.chunks ?? 0) && ended !== "cancelled"; chunk += 1) {
      const bytes = Math.round((body.length * chunk) / script.chunks!);
      this.#bodies.set(id, body.slice(0, bytes));
      onProgress({ event: "received", number, bytes, total: null, chunks: chunk });
      ended = await pause(delay);
    }
    const outcome: Outcome =
      ended === "cancelled"
        ? {
            kind: "no_answer",
            cause: "cancelled",
            message: "You stopped waiting for the answer.",
            hint: "Cancelling does not stop the function: Lambda lets it run to its end.",
            may_have_run: true,
          }
        : (script.outcome ?? { kind: "succeeded" });
    attempts.push({
      number,
      offset,
      duration: delay + received,
      ending:
        ended === "cancelled" ? "cancelled" : outcome.kind === "no_answer" ? "never_sent" : outcome.kind,
      label: {
        succeeded: "Succeeded",
        function_error: "Unhandled",
        rejected: "Rejected",
        no_answer: "No answer",
      }[outcome.kind],
      status: outcome.kind === "rejected" ? outcome.status : outcome.kind === "no_answer" ? null : 200,
      warm: outcome.kind === "no_answer" && !outcome.may_have_run ? null : true,
      phases: [
        { kind: "send", offset: 0.2, duration: 0.4 },
        { kind: "wait", offset: 0.6, duration: delay - 1 },
        { kind: "receive", offset: delay - 0.4, duration: 0.4 + received },
      ],
      next: null,
      stop: null,
      ...(ended === "cancelled" ? {} : script.last),
    });
    if (ended === "cancelled") {
      // What came until then is kept.
      const part = this.#bodies.get(id);
      return finish(outcome, part ? answerOf({ ...script, breaksOff: true }, part, input, outcome) : null);
    }
    if (outcome.kind === "no_answer" && !script.breaksOff) return finish(outcome, null);
    onProgress({ event: "answered", number, status: 200 });
    if (!script.chunks)
      onProgress({ event: "received", number, bytes: body.length, total: body.length, chunks: null });
    this.#bodies.set(id, body);
    return finish(outcome, answerOf(script, body, input, outcome));
  }

  async cancel(id: string): Promise<void> {
    this.#running.get(id)?.();
  }

  body(id: string): Uint8Array | null {
    return this.#bodies.get(id) ?? null;
  }
  keep(id: string, body: Uint8Array) {
    this.#bodies.set(id, body);
  }

  async responseBody(id: string, form: BodyForm): Promise<ArrayBuffer> {
    const body = this.#bodies.get(id);
    if (!body) throw failure("other", "This response is not kept any more.");
    if (form === "formatted") {
      try {
        const text = JSON.stringify(JSON.parse(new TextDecoder().decode(body)), null, 2);
        return new TextEncoder().encode(text).buffer;
      } catch {
        return body.slice().buffer;
      }
    }
    return body.slice().buffer;
  }

  async responseRange(id: string, offset: number, length: number): Promise<ArrayBuffer> {
    const body = this.#bodies.get(id);
    if (!body) throw failure("other", "This response is not kept any more.");
    return body.slice(offset, offset + length).buffer;
  }

  async forget(id: string): Promise<void> {
    this.#bodies.delete(id);
  }
}
