// What tests of a result begin with.

import type { Target } from "../src/features/result/run.svelte";

/** Where it goes, for people to read. */
export const target = (differing: Partial<Target> = {}): Target => ({
  functionName: "orders",
  profileName: "Sandbox",
  region: "eu-west-1",
  onSandbox: true,
  timeoutMs: null,
  waitMs: 60_000,
  totalMs: null,
  keepAlive: "30 s",
  qualifier: "",
  alias: null,
  architecture: null,
  endpoint: null,
  ...differing,
});
