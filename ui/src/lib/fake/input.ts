// A request as the window sends it: nothing said but where it goes.

import type { InvokeInput } from "../bindings/InvokeInput";

export const inputOf = (name: string, differing: Partial<InvokeInput> = {}): InvokeInput => ({
  profile: "sandbox",
  region: null,
  function: name,
  qualifier: "",
  wait: "1 min",
  payload: "{}",
  invocation_type: "request_response",
  tail: true,
  stream: false,
  client_context: "",
  tenant_id: "",
  durable_execution_name: "",
  total: "",
  retries: null,
  confirmed: null,
  name: "",
  source: null,
  environment: null,
  ...differing,
});
