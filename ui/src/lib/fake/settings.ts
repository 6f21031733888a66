// The fake backend's settings, and how they are checked.

import type { FieldProblem } from "../bindings/FieldProblem";
import type { RetryInput } from "../bindings/RetryInput";
import type { RetryPresets } from "../bindings/RetryPresets";
import type { Settings } from "../bindings/Settings";
import { refuse } from "./failure";

const CAREFUL: RetryInput = {
  classes: {
    never_sent: true,
    throttled: true,
    service_error: true,
    not_ready: true,
    connection_lost: false,
    timed_out: false,
  },
  attempts: 3,
  longest_pause: "20 s",
};
export const PRESETS: RetryPresets = {
  careful: CAREFUL,
  like_aws_cli: { ...CAREFUL, classes: { ...CAREFUL.classes, connection_lost: true, timed_out: true } },
  off: {
    ...CAREFUL,
    classes: {
      never_sent: false,
      throttled: false,
      service_error: false,
      not_ready: false,
      connection_lost: false,
      timed_out: false,
    },
    attempts: 1,
  },
};
export const SETTINGS: Settings = {
  connect: "10 s",
  idle: "1 min",
  total: "1 h",
  keep_alive: "30 s",
  retries: CAREFUL,
  history: { keep: true, age: "90 days", size: "1 GB" },
};

export function checkSettings(settings: Settings): void {
  const spans = [
    ["connect", settings.connect],
    ["idle", settings.idle],
    ["total", settings.total],
    ["keep_alive", settings.keep_alive],
    ["longest_pause", settings.retries.longest_pause],
  ] as const;
  const problems: FieldProblem[] = spans
    .filter(([, text]) => !/^\s*\d/.test(text))
    .map(([field]) => ({ field, message: "Write a time such as 30 s, 2 min or 15 min 30 s." }));
  if (settings.history.age && !/^\d+ (days?|months?|years?)$/.test(settings.history.age))
    problems.push({
      field: "history_age",
      message: "Write an age such as 90 days, 6 months or 1 year, or leave it empty.",
    });
  if (settings.history.size && !/^\d+ [MG]B$/.test(settings.history.size))
    problems.push({
      field: "history_size",
      message: "Write a size such as 500 MB or 2 GB, or leave it empty.",
    });
  if (settings.retries.attempts < 1 || settings.retries.attempts > 10)
    problems.push({ field: "attempts", message: "There can be 1 to 10 attempts." });
  refuse(problems);
}
