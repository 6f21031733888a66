// The fake backend's CloudWatch Logs: some 120 lines of each invocation, read in steps. `log-slow`: the group is asked for a
// minute; `log-late`: the end is delivered after a while; `log-open`: it is not found at first; `log-none`: no line is;
// `log-denied`: the first reading is not allowed; `log-demand`: the session has ended by the first.

import type { FullLog } from "../bindings/FullLog";
import type { FullLogStep } from "../bindings/FullLogStep";
import type { Answer } from "../bindings/Answer";
import { failure } from "./failure";
import { logLine } from "./log";

/** How many lines are here at the first step. */
const FIRST = 42;
const FIGURES = { duration: 79.67, billed: 80, init: null, restore: null, memory_mb: 128, max_memory_mb: 73 };

export class FakeFullLogs {
  readonly #waiting = new Map<string, () => void>();
  #readings = 0;

  /** `speed`: how much faster than life it runs. */
  constructor(
    private readonly switches: ReadonlySet<string>,
    private readonly speed: () => number,
  ) {}

  async read(
    id: string,
    name: string,
    answer: Answer | null,
    onStep: (step: FullLogStep) => void,
  ): Promise<FullLog> {
    const first = this.#readings++ === 0;
    const { switches } = this;
    const group = answer?.log?.stream?.group ?? `/aws/lambda/${name}`;
    const all = linesOf(name, answer);
    const stopped = new Promise<"stopped">((resolve) =>
      this.#waiting.set(`log-${id}`, () => resolve("stopped")),
    );
    const pause = (ms: number) =>
      Promise.race([
        stopped,
        new Promise<"over">((resolve) => setTimeout(() => resolve("over"), ms / this.speed())),
      ]);
    const found = (lines: number, whole: boolean, remarks: string[]): FullLog => {
      this.#waiting.delete(`log-${id}`);
      return {
        log: {
          lines: all.slice(0, lines).map(logLine),
          truncated: false,
          figures: whole ? (answer?.log?.figures ?? FIGURES) : null,
          trace: null,
          stream: null,
        },
        group,
        streams: lines
          ? [answer?.log?.stream?.name ?? `2026/11/23/${name}[3]0a1b2c3d4e5f60718293a4b5c6d7e8f9`]
          : [],
        whole,
        may_repeat: answer?.status === 202,
        remarks,
      };
    };
    const STOPPED = "You stopped it before the end of the log was found.";

    onStep({ step: "looking_up" });
    if ((await pause(switches.has("log-slow") ? 60_000 : 350)) === "stopped")
      return found(0, false, [STOPPED]);
    if (first && switches.has("log-denied")) {
      this.#waiting.delete(`log-${id}`);
      throw failure(
        "other",
        `The log cannot be read: the profile has no permission for logs:FilterLogEvents on ${group}.`,
        "Ask for this permission, or look at the log with a profile that has it.",
      );
    }
    onStep({ step: "reading", group, lines: 0 });
    if ((await pause(300)) === "stopped") return found(0, false, [STOPPED]);
    if (switches.has("log-none"))
      return found(0, false, [
        `No event of ${group} names the request ID within the time of the invocation.`,
      ]);
    onStep({ step: "reading", group, lines: FIRST });
    if ((await pause(500)) === "stopped") return found(FIRST, false, [STOPPED]);
    if (first && switches.has("log-late")) {
      onStep({ step: "waiting", group, lines: FIRST });
      if ((await pause(8000)) === "stopped") return found(FIRST, false, [STOPPED]);
    }
    if (first && switches.has("log-open"))
      return found(all.length - 2, false, [
        "CloudWatch Logs did not deliver the REPORT line within a minute.",
        "The profile may not read the function’s configuration, so its usual log group was assumed.",
      ]);
    onStep({ step: "reading", group, lines: all.length });
    return found(all.length, true, []);
  }

  cancel(id: string) {
    this.#waiting.get(id)?.();
  }
}

/** What the function wrote before what came with the answer, and that. */
function linesOf(name: string, answer: Answer | null): string[] {
  const id = answer?.request_id ?? "57f231fb-1730-4395-85cb-4f71bd2b87b8";
  const tail = (answer?.log?.lines ?? [])
    .map(({ text }) => text)
    .filter((text) => !/^(START|END|REPORT)\b|"type":"platform\./.test(text));
  const before = Array.from({ length: Math.max(20, 116 - tail.length) }, (_, n) => {
    const time = new Date(Date.UTC(2026, 10, 23, 10, 27, 9, n * 7)).toISOString();
    if (n === 3)
      return `[WARN]\t${time}\tAWS_SESSION_TOKEN=IQoJb3JpZ2luX2VjEXAMPLETOKEN passed to child process`;
    if (n === 11) return `[ERROR]\t${time}\tStockError: no stock for BK-7714, asking the second warehouse`;
    if (n % 17 === 5)
      return `{"level":"INFO","timestamp":"${time}","message":"priced","order":${4711 + n},"total":46.00,"customer":{"mail":"ada@example.com"}}`;
    if (n % 23 === 7) return `[WARN]\t${time}\tslow answer of the stock service: ${300 + n} ms`;
    return `[INFO]\t${time}\tstep ${n + 1} of ${name}, as arn:aws:iam::482100937716:role/orders`;
  });
  return [
    `START RequestId: ${id} Version: ${answer?.executed_version ?? "$LATEST"}`,
    ...before,
    ...tail,
    `END RequestId: ${id}`,
    `REPORT RequestId: ${id}\tDuration: 79.67 ms\tBilled Duration: 80 ms\tMemory Size: 128 MB\tMax Memory Used: 73 MB\t`,
  ];
}
