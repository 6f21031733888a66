// The content of a request as it is saved: what an empty one is, and whether two are the same.

import type { Example } from "./bindings/Example";
import type { InvokeInput } from "./bindings/InvokeInput";
import type { RequestContent } from "./bindings/RequestContent";
import type { Sending } from "./bindings/Sending";

/** Nothing is said of how to send it. */
export const UNSAID: Sending = {
  function: null,
  qualifier: null,
  region: null,
  wait: null,
  total: null,
  invocation_type: null,
  tail: null,
  stream: null,
  client_context: null,
  tenant_id: null,
  durable_execution_name: null,
  retries: null,
  template: null,
};

/** What a new request begins with. */
export const contentOf = (from: Example | null): RequestContent => ({
  payload: from?.payload ?? "{}",
  name: null,
  sending: {
    ...UNSAID,
    function: from?.function ?? null,
    qualifier: from?.qualifier || null,
    stream: from?.streams ? true : null,
  },
  notes: "",
  variables: [],
  checks: [],
});

/** A request that was sent, as a request of ours. What was sent is sent as it was: nothing in it is filled in once more. */
export const contentOfSent = (sent: InvokeInput): RequestContent => ({
  ...contentOf(null),
  payload: sent.payload,
  checks: sent.checks ?? [],
  sending: {
    function: sent.function || null,
    qualifier: sent.qualifier || null,
    region: sent.region,
    wait: sent.wait || null,
    total: sent.total || null,
    invocation_type: sent.invocation_type === "request_response" ? null : sent.invocation_type,
    tail: sent.tail ? null : false,
    stream: sent.stream || null,
    client_context: sent.client_context || null,
    tenant_id: sent.tenant_id || null,
    durable_execution_name: sent.durable_execution_name || null,
    retries: sent.retries,
    template: [sent.payload, sent.function, sent.client_context].some((text) => text.includes("{{"))
      ? false
      : null,
  },
});

/** The parts in which two contents differ. */
export function differences(one: RequestContent, other: RequestContent): (keyof RequestContent)[] {
  const parts: (keyof RequestContent)[] = ["payload", "name", "sending", "notes", "variables", "checks"];
  return parts.filter((part) => {
    if (part === "sending") return sendingDifferences(one.sending, other.sending).length > 0;
    const [a, b] = [one[part], other[part]];
    return typeof a === "string" || typeof b === "string"
      ? (a ?? "") !== (b ?? "")
      : JSON.stringify(a) !== JSON.stringify(b);
  });
}

/** What is said of the sending in one way here and in another there. */
export function sendingDifferences(one: Sending, other: Sending): (keyof Sending)[] {
  const keys = Object.keys(UNSAID) as (keyof Sending)[];
  return keys.filter((key) => JSON.stringify(one[key] ?? null) !== JSON.stringify(other[key] ?? null));
}

export const sameContent = (one: RequestContent, other: RequestContent) =>
  // The payload first: its length tells most changes without a look at its text.
  one.payload.length === other.payload.length && differences(one, other).length === 0;
