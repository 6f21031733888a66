// What is sent again, in words.

import type { RetryClasses } from "../../lib/bindings/RetryClasses";
import type { RetryInput } from "../../lib/bindings/RetryInput";
import type { RetryPresets } from "../../lib/bindings/RetryPresets";

export type Preset = "careful" | "like_aws_cli" | "off" | "custom";

export const PRESETS: readonly { value: Preset; title: string }[] = [
  { value: "careful", title: "Careful" },
  { value: "like_aws_cli", title: "Like the AWS CLI" },
  { value: "off", title: "Off" },
  { value: "custom", title: "Custom" },
];

/** Every class, in the order of an attempt's life. */
export const CLASSES: readonly { key: keyof RetryClasses; title: string; twice: boolean }[] = [
  { key: "never_sent", title: "Never sent", twice: false },
  { key: "throttled", title: "Throttled", twice: false },
  { key: "not_ready", title: "Function not ready yet", twice: false },
  { key: "service_error", title: "Service error", twice: false },
  { key: "connection_lost", title: "Connection lost after sending", twice: true },
  { key: "timed_out", title: "Timed out waiting", twice: true },
];

const same = (one: RetryInput, other: RetryInput) =>
  one.attempts === other.attempts &&
  one.longest_pause.trim() === other.longest_pause &&
  CLASSES.every(({ key }) => one.classes[key] === other.classes[key]);

/** Which preset the fields come to. */
export function presetOf(retries: RetryInput, presets: RetryPresets): Preset {
  const found = (["careful", "like_aws_cli", "off"] as const).find((name) => same(retries, presets[name]));
  return found ?? "custom";
}

/** Whether a function may run more than once by these rules. */
export const mayRunTwice = ({ attempts, classes }: RetryInput) =>
  attempts > 1 && CLASSES.some(({ key, twice }) => twice && classes[key]);
