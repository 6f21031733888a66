// The fake backend's prices: of some regions, as plausible as they need be, and the user's own in their place.

import type { CostEstimate } from "../bindings/CostEstimate";
import type { CostQuery } from "../bindings/CostQuery";
import type { Price } from "../bindings/Price";
import type { Prices } from "../bindings/Prices";
import { failure } from "./failure";

const price = (
  region: string,
  x86_64 = "0.0000166667",
  arm64 = "0.0000133334",
  million_requests = "0.20",
  currency = "USD",
): Price => ({ region, currency, x86_64, arm64, million_requests, own: false });

const LIST: Price[] = [
  price("af-south-1", "0.0000221", "0.0000176", "0.27"),
  price("ap-east-1", "0.00002292", "0.0000183", "0.28"),
  ...[
    "ap-northeast-1",
    "ap-northeast-2",
    "ap-south-1",
    "ap-southeast-1",
    "ap-southeast-2",
    "ca-central-1",
  ].map((region) => price(region)),
  price("cn-north-1", "0.000113477", "0.00009078", "1.36", "CNY"),
  price("cn-northwest-1", "0.000113477", "0.00009078", "1.36", "CNY"),
  price("eu-central-1"),
  price("eu-central-2", "0.0000216667", "0.0000173334", "0.26"),
  price("eu-north-1"),
  price("eu-south-1", "0.0000195172", "0.0000156138", "0.23"),
  ...["eu-west-1", "eu-west-2", "eu-west-3", "il-central-1"].map((region) => price(region)),
  price("me-south-1", "0.0000206667", "0.0000165334", "0.25"),
  ...["sa-east-1", "us-east-1", "us-east-2", "us-gov-west-1", "us-west-1", "us-west-2"].map((region) =>
    price(region),
  ),
];
const AMOUNTS = [
  ["x86_64", "The price of a GB-second on x86_64"],
  ["arm64", "The price of a GB-second on arm64"],
  ["million_requests", "The price of a million requests"],
] as const;

/** Near enough to an exact decimal to be shown. */
const decimal = (amount: number) => amount.toFixed(18).replace(/\.?0+$/, "");

export class FakePrices {
  #own: Price[] = [];

  all(): Prices {
    const prices = [
      ...LIST.filter(({ region }) => !this.#own.some((it) => it.region === region)),
      ...this.#own,
    ];
    return {
      prices: prices.sort((one, other) => (one.region < other.region ? -1 : 1)),
      as_of: "November 2026",
      file: "~/.config/lambdesk/prices.toml",
    };
  }

  estimate({ region, architecture, memory_mb, billed }: CostQuery): CostEstimate | null {
    const price = this.all().prices.find((it) => it.region === region);
    if (!price) return null;
    const arm = architecture === "arm64";
    const seconds = (memory_mb / 1024) * (billed / 1000);
    const duration = seconds * Number(arm ? price.arm64 : price.x86_64);
    const request = Number(price.million_requests) / 1_000_000;
    return {
      amount: decimal(duration + request),
      duration_amount: decimal(duration),
      request_amount: decimal(request),
      gb_seconds: seconds.toFixed(4),
      architecture: arm ? "arm64" : "x86_64",
      assumed: architecture === null,
      price,
    };
  }

  save(price: Price) {
    if (!/^[a-z]{2,4}(-[a-z]+)+-\d{1,2}$/.test(price.region))
      throw failure("other", `“${price.region}” is not a region.`, "A region looks like eu-west-1.");
    for (const [key, what] of AMOUNTS)
      if (!/^\d+(\.\d+)?$/.test(price[key]) || Number(price[key]) === 0)
        throw failure(
          "other",
          `${what} is “${price[key]}”: that is no amount.`,
          "Write a decimal above 0, such as 0.0000166667.",
        );
    if (!/^[A-Z]{3}$/.test(price.currency))
      throw failure("other", `“${price.currency}” is no currency.`, "Write three letters, such as USD.");
    this.forget(price.region);
    this.#own = [...this.#own, { ...price, own: true }];
  }

  forget(region: string) {
    this.#own = this.#own.filter((it) => it.region !== region);
  }
}
