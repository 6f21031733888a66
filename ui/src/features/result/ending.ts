// How an attempt's ending looks: the same tone wherever an attempt is shown. The words stand beside it.

import type { Ending } from "../../lib/bindings/Ending";

export type Tone = "ok" | "warn" | "err" | "quiet";

export const ENDING_TONE: Record<Ending, Tone> = {
  succeeded: "ok",
  function_error: "err",
  rejected: "warn",
  throttled: "warn",
  service_error: "warn",
  not_ready: "warn",
  never_sent: "quiet",
  connection_lost: "quiet",
  timed_out: "quiet",
  cancelled: "quiet",
};
