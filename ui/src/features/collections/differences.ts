// How two contents of a request differ apart from the payload, in words.

import type { RequestContent } from "../../lib/bindings/RequestContent";
import type { Sending } from "../../lib/bindings/Sending";
import { differences, sendingDifferences } from "../../lib/requestContent";

const SENDING: Record<keyof Sending, string> = {
  function: "Function",
  qualifier: "Qualifier",
  region: "Region",
  wait: "Wait up to",
  total: "All attempts together",
  invocation_type: "Invocation type",
  tail: "Ask for the log",
  stream: "Stream the response",
  client_context: "Client context",
  tenant_id: "Tenant ID",
  durable_execution_name: "Durable execution name",
  retries: "Retries",
  template: "Fill in {{ … }}",
};

const INVOCATION_TYPES: Record<string, string> = {
  request_response: "Synchronous",
  event: "Event",
  dry_run: "Dry run",
};

function shown(value: unknown): string {
  if (value === null || value === undefined || value === "") return "–";
  if (typeof value === "boolean") return value ? "Yes" : "No";
  if (typeof value === "string") return INVOCATION_TYPES[value] ?? value;
  return JSON.stringify(value, null, 1);
}
const variables = ({ variables }: RequestContent) =>
  variables.map(({ name, value }) => `${name} = ${value}`).join("\n");

/** What differs, with how it is here and how there. */
export function otherDifferences(one: RequestContent, other: RequestContent): [string, string, string][] {
  return differences(one, other).flatMap((part): [string, string, string][] => {
    switch (part) {
      case "payload":
        return [];
      case "sending":
        return sendingDifferences(one.sending, other.sending).map((key) => [
          SENDING[key],
          shown(one.sending[key]),
          shown(other.sending[key]),
        ]);
      case "variables":
        return [["Variables", shown(variables(one)), shown(variables(other))]];
      case "name":
        return [["Name", shown(one.name), shown(other.name)]];
      case "notes":
        return [["Notes", shown(one.notes), shown(other.notes)]];
      case "checks":
        return [["Checks", shown(one.checks), shown(other.checks)]];
    }
  });
}
