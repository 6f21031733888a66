// Amounts of money as people read them. They come as exact decimals, and are often far below a cent.

/** What stands before and after a number in a currency; its code, where nobody knows its sign. */
function around(currency: string): [before: string, after: string] {
  try {
    const parts = new Intl.NumberFormat("en", { style: "currency", currency }).formatToParts(1);
    const first = parts.findIndex(({ type }) => type === "integer");
    const last = parts.findLastIndex(({ type }) => type === "integer" || type === "fraction");
    const text = (some: Intl.NumberFormatPart[]) => some.map(({ value }) => value).join("");
    return [text(parts.slice(0, first)), text(parts.slice(last + 1))];
  } catch {
    return ["", ` ${currency}`];
  }
}

/** `$0.00000037`, `$2.08`: below one, two digits that count, however far behind the point they are. */
export function roughMoney(amount: number, currency: string): string {
  const digits =
    amount < 1
      ? { minimumSignificantDigits: 2, maximumSignificantDigits: 2 }
      : { minimumFractionDigits: 2, maximumFractionDigits: 2 };
  const [before, after] = around(currency);
  return before + new Intl.NumberFormat("en", digits).format(amount) + after;
}

/** All digits of it, as they come. */
export function exactMoney(amount: string, currency: string): string {
  const [before, after] = around(currency);
  return before + amount + after;
}
