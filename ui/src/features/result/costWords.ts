// What an estimate is made of, and what is not in it, in words. Pure.

import type { CostEstimate } from "../../lib/bindings/CostEstimate";
import type { CostQuery } from "../../lib/bindings/CostQuery";
import { oneLine } from "../../lib/foreign";
import { exactMoney, roughMoney } from "../../lib/money";
import type { Finished } from "./run.svelte";

export interface CostPart {
  name: string;
  /** How it is reckoned, a step a line. */
  steps: string[];
}

export const NOT_IN_IT =
  "Not in it: the free tier, volume tiers, savings plans, provisioned concurrency, data transfer, ephemeral storage, and streamed bytes beyond the first 6\u00a0MB, which are free.";

/** With a hyphen at which no line ends. */
const GB_S = "GB\u2011s";
/** `80 ms`: as it is billed, never rounded to seconds. */
const millis = (ms: number) => `${ms.toLocaleString("en", { maximumFractionDigits: 2 })} ms`;

export function costParts(estimate: CostEstimate, query: CostQuery): CostPart[] {
  const { price, architecture } = estimate;
  const money = (amount: string) => exactMoney(amount, price.currency);
  const perSecond = architecture === "arm64" ? price.arm64 : price.x86_64;
  return [
    {
      name: "Duration",
      steps: [
        `billed ${millis(query.billed)} × ${query.memory_mb.toLocaleString("en")} MB = ${estimate.gb_seconds} ${GB_S}`,
        `× ${money(perSecond)} per ${GB_S} (${architecture})`,
        `= ${money(estimate.duration_amount)}`,
      ],
    },
    {
      name: "Request",
      steps: [`${money(price.million_requests)} per million = ${money(estimate.request_amount)}`],
    },
    { name: "Region", steps: [price.region] },
  ];
}

/** `$2.08`: what a million invocations like this one would cost. */
export const perMillion = ({ amount, price }: CostEstimate) =>
  roughMoney(Number(amount) * 1_000_000, price.currency);

/** Whose prices they are. `asOf`: when the list was looked up; empty when that is not known. */
export function pricesWords({ price }: CostEstimate, asOf: string): string {
  if (price.own) return `Your own price for ${price.region}.`;
  return `List prices${asOf ? ` of ${asOf}` : ""}, which AWS may have changed.`;
}

/** What to know of it before it is believed, each in a sentence. */
export function costRemarks(
  estimate: CostEstimate,
  { invocation, target }: Pick<Finished, "invocation" | "target">,
) {
  return [
    target.onSandbox && "The sandbox costs nothing: this is what AWS would charge.",
    target.endpoint &&
      `It went to ${oneLine(target.endpoint)}: what that costs is not known. This is what AWS would charge.`,
    invocation.attempts.length > 1 &&
      "It is of the last attempt. What others before it may have cost is not in it.",
    estimate.assumed && `${estimate.architecture} is assumed: the function’s architecture is not known.`,
  ].filter((said): said is string => Boolean(said));
}
