// What is said of a log: where its lines are from, why there are none, and how far the full log is. Pure.

import type { FullLogStep } from "../../lib/bindings/FullLogStep";
import { oneLine } from "../../lib/foreign";
import type { CloudWatchLog } from "./cloudWatchLog.svelte";
import type { Finished } from "./run.svelte";

const counted = (lines: number) => `${lines.toLocaleString("en")} ${lines === 1 ? "line" : "lines"}`;

/** What is being done. */
export function stepWords(step: FullLogStep): string {
  switch (step.step) {
    case "looking_up":
      return "Asking which log group…";
    case "reading":
      return `Reading ${oneLine(step.group)}${step.lines ? `: ${counted(step.lines)}` : "…"}`;
    case "waiting":
      return step.lines
        ? `Waiting for the rest: CloudWatch Logs delivers with a delay. ${counted(step.lines)} so far.`
        : "Waiting for its lines: CloudWatch Logs delivers with a delay.";
  }
}

const NO_END = "The end of the log was not found. CloudWatch Logs may not have it yet.";
const NO_LINE = "CloudWatch Logs has no line of this invocation. It may not have it yet.";

/** Where the lines are from that are shown, or why there are none; empty when there is nothing to say. */
export function sourceWords({ fullLog, log, reading, invocation, kept }: Finished): string {
  if (fullLog?.step) return stepWords(fullLog.step);
  if (fullLog?.shown) return fullLog.shown.whole ? "" : NO_END;
  if (fullLog?.found && !fullLog.reading) return NO_LINE;
  if (log?.truncated) return "The last 4 KB, which is all that Lambda sends back. Earlier lines are missing.";
  if (reading) return fullLog ? "As it came with the answer." : "";
  if (log?.stream)
    return "This function runs on Lambda Managed Instances, whose answers bring no log lines. Its log is in CloudWatch Logs.";
  if (log) return "The log that came is empty.";
  if (kept?.file) return "No log is in the file.";
  const { outcome, answer } = invocation;
  if (outcome.kind === "rejected") return "No log: the function did not run.";
  if (outcome.kind === "no_answer") {
    const none = "No log: it comes with the whole answer, which did not come.";
    return outcome.may_have_run && !answer?.request_id
      ? `${none} Nor did a request ID, by which CloudWatch Logs could be asked.`
      : none;
  }
  if (answer?.status === 204) return "No log: it was a dry run, and nothing ran.";
  if (answer?.status === 202)
    return "The answer brought no log: the function runs by itself. CloudWatch Logs may have what it writes.";
  return "The answer brought no log.";
}

/** The same in the title of the strip below the response, where there is little room. */
export function stripWords({ fullLog, log }: Finished): string {
  if (fullLog?.step) return stepWords(fullLog.step);
  if (fullLog?.shown)
    return fullLog.shown.whole ? "all of it, from CloudWatch Logs" : "its end was not found";
  if (fullLog?.found && !fullLog.reading) return "CloudWatch Logs has no line of it";
  return log?.truncated ? "last 4 KB; earlier lines are missing" : "decoded";
}

/** What is told to those who listen. The count of lines is left out as long as it grows. */
export function spokenWords(fullLog: CloudWatchLog): string {
  const { step, failure, found } = fullLog;
  if (step) return stepWords(step.step === "looking_up" ? step : { ...step, lines: 0 });
  if (failure) return `${failure.message} ${failure.hint}`;
  if (!found) return "";
  const { length } = found.log.lines;
  if (!length) return NO_LINE;
  return found.whole ? `The full log is here: ${counted(length)}.` : `${counted(length)}. ${NO_END}`;
}
