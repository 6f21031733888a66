// The runs of the fake backend: each request of a folder takes a moment, and ends as its name says.

import type { Check } from "../bindings/Check";
import type { CheckProblem } from "../bindings/CheckProblem";
import type { CheckResult } from "../bindings/CheckResult";
import type { Invocation } from "../bindings/Invocation";
import type { RunCase } from "../bindings/RunCase";
import type { RunEvent } from "../bindings/RunEvent";
import type { RunFigures } from "../bindings/RunFigures";
import type { RunInput } from "../bindings/RunInput";
import type { RunRow } from "../bindings/RunRow";
import type { RunSummary } from "../bindings/RunSummary";
import { demanding, failure, refuse } from "./failure";

/** What of checks cannot be used: as much as the page's tests need. */
export function problemsOf(checks: readonly Check[]): CheckProblem[] {
  const problems: CheckProblem[] = [];
  checks.forEach((check, at) => {
    if (check.kind !== "response") return;
    if (!check.expression.trim() || /\[$/.test(check.expression))
      problems.push({ check: at, part: "expression", message: "The expression cannot be read." });
    else if (check.test.kind === "equals") {
      try {
        JSON.parse(check.test.json);
      } catch {
        problems.push({ check: at, part: "value", message: "It is not JSON. A text stands in quotes." });
      }
    }
  });
  return problems;
}

/** Results of checks: one whose expression is `wrong` fails. */
export function resultsOf(checks: readonly Check[]): CheckResult[] {
  return checks.map((check) => {
    const fails = check.kind === "response" && check.expression === "wrong";
    return {
      verdict: fails ? "failed" : "passed",
      label: check.kind === "response" ? `${check.expression} ${check.test.kind}` : `It ${check.kind}`,
      sentence: fails ? "Found nothing; expected something." : "Found what was expected.",
    };
  });
}

interface Kept {
  rows: Map<number, Invocation>;
  ended: boolean;
}

export class FakeFolderRuns {
  readonly #kept = new Map<string, Kept>();
  readonly #stops = new Map<string, () => void>();
  /** Where reports were saved. */
  readonly reports: string[] = [];

  constructor(private readonly speed: () => number) {}

  async run(
    id: string,
    input: RunInput,
    cases: RunCase[],
    production: string | null,
    report: (event: RunEvent) => void,
  ): Promise<RunSummary> {
    const { at_once, repeat } = input.pace;
    if (!(repeat >= 1 && repeat <= 10_000))
      refuse([{ field: "repeat", message: "Run each request 1 to 10,000 times." }]);
    if (!(at_once >= 1 && at_once <= 50)) refuse([{ field: "at_once", message: "Run 1 to 50 at a time." }]);
    if (!cases.length)
      throw failure("other", "There are no requests in this folder.", "Save one in it first.");
    const invocations = cases.length * repeat;
    if (production && input.confirmed !== invocations) {
      const demand = {
        kind: "confirm_run" as const,
        profile_name: production,
        account: null,
        region: "eu-west-1",
        invocations,
        requests: cases.length,
      };
      throw demanding(demand, "This is production.", "Confirm the run, and it begins.");
    }
    report({ event: "planned", cases, invocations });
    const kept: Kept = { rows: new Map(), ended: false };
    this.#kept.set(id, kept);
    let stopped = false;
    this.#stops.set(id, () => (stopped = true));
    const durations: number[] = [];
    const counts = { passed: 0, failed: 0, stopped: 0 };
    const begun = performance.now();
    for (let number = 0; number < invocations && !stopped; number++) {
      const at = number % cases.length;
      const round = Math.floor(number / cases.length);
      report({ event: "began", number, case: at, round });
      const duration = 60 + ((number * 37) % 90) + (number === 0 ? 300 : 0);
      await new Promise((over) => setTimeout(over, duration / this.speed()));
      const row = rowOf(number, at, round, duration, performance.now() - begun, cases[at]!, stopped);
      counts[row.standing]++;
      if (row.status) durations.push(duration);
      kept.rows.set(number, invocationOf(`${id}.${number}`, row));
      report({ event: "ended", row, figures: figuresOf(durations) });
    }
    kept.ended = true;
    this.#stops.delete(id);
    const ended = counts.passed + counts.failed + counts.stopped;
    return {
      ...counts,
      not_begun: invocations - ended,
      duration: performance.now() - begun,
      figures: figuresOf(durations),
    };
  }

  result(id: string, number: number): Invocation {
    const found = this.#kept.get(id)?.rows.get(number);
    if (!found) throw failure("other", "This result is not kept any more.", "Run it again.");
    return found;
  }
  stop(id: string) {
    this.#stops.get(id)?.();
  }
  save(id: string, path: string) {
    if (!/\.(xml|html|json)$/.test(path))
      refuse([{ field: "path", message: "A report's name ends with .xml (JUnit), .html or .json." }]);
    if (!this.#kept.get(id)?.ended) throw failure("other", "This run is not kept any more.", "Run it again.");
    this.reports.push(path);
  }
}

function rowOf(
  number: number,
  at: number,
  round: number,
  duration: number,
  offset: number,
  { name, problem }: RunCase,
  stopped: boolean,
): RunRow {
  const fails = /missing|fail/i.test(name);
  const reason = stopped
    ? "The run was stopped while it was waited for; the function may have run."
    : (problem ??
      (fails ? "It ended in a function error (KeyError): 'customer'. Expected that it succeeds." : null));
  return {
    number,
    case: at,
    round,
    standing: stopped ? "stopped" : reason ? "failed" : "passed",
    label: problem ? "Not sent" : fails ? "KeyError" : "Succeeded",
    reason,
    checks: problem ? 0 : 2,
    checks_passed: problem ? 0 : fails ? 1 : 2,
    offset,
    duration,
    ran: duration - 20,
    cold: number === 0,
    status: problem || stopped ? null : 200,
    attempts: problem ? 0 : 1,
    may_have_run: stopped,
  };
}

function invocationOf(id: string, row: RunRow): Invocation {
  const failed = row.standing === "failed";
  return {
    id,
    started_at: new Date().toISOString(),
    duration: row.duration,
    outcome: failed
      ? {
          kind: "function_error",
          handling: "Unhandled",
          error_type: "KeyError",
          error_message: "'customer'",
          frames: [],
          causes: [],
        }
      : { kind: "succeeded" },
    verdict: null,
    answer: null,
    attempts: [],
    corrections: [],
    checks: [
      { verdict: "passed", label: "It runs for less than 2 s", sentence: "It ran for 79.67 ms." },
      {
        verdict: failed ? "failed" : "passed",
        label: 'order.state equals "ACCEPTED"',
        sentence: failed ? 'Found nothing; expected "ACCEPTED".' : 'Found "ACCEPTED".',
      },
    ],
  };
}

function figuresOf(durations: readonly number[]): RunFigures | null {
  if (!durations.length) return null;
  const sorted = durations.toSorted((one, other) => one - other);
  const at = (share: number) => sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)]!;
  return {
    count: sorted.length,
    min: sorted[0]!,
    median: at(0.5),
    p95: at(0.95),
    max: sorted.at(-1)!,
    cold_starts: 1,
  };
}
