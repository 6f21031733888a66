import { expect, it } from "vitest";
import { exactMoney, roughMoney } from "./money";

it.each([
  [0.000000366667, "USD", "$0.00000037"],
  [0.00000000001, "USD", "$0.000000000010"],
  [0.0154, "USD", "$0.015"],
  [0.999, "USD", "$1.0"],
  [2.084, "USD", "$2.08"],
  [1234.5, "USD", "$1,234.50"],
  [0.0000025, "CNY", "CN¥0.0000025"],
  [0.5, "credits", "0.50 credits"],
])("%d %s is written %s", (amount, currency, written) => expect(roughMoney(amount, currency)).toBe(written));

it("an exact amount keeps every digit", () => {
  expect(exactMoney("0.00000010000000000000001", "USD")).toBe("$0.00000010000000000000001");
  expect(exactMoney("0.20", "credits")).toBe("0.20 credits");
});
