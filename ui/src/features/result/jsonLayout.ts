// JSON laid out by its text: every scalar stays byte for byte as it was written, so that no number is rounded and no key
// that stands twice is lost. Pure.

export type JsonLook = "key" | "string" | "number" | "literal" | "sign";
/** A piece of the text: from which unit to which, exclusive. */
export interface JsonToken {
  from: number;
  to: number;
  look: JsonLook;
}
export interface JsonRow {
  depth: number;
  tokens: JsonToken[];
}

const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d[\d.eE+-]*|true|false|null|[{}[\],:]/g;

function lookOf(token: string): JsonLook {
  if (token[0] === '"') return "string";
  if (/^[-\d]/.test(token)) return "number";
  return /^[a-z]/.test(token) ? "literal" : "sign";
}

/** Where the JSON object begins that a line is, or ends with after a tab; -1 when there is none. */
export function jsonStart(text: string): number {
  const from = text[0] === "{" ? 0 : text.indexOf("\t{") + 1;
  if (text[from] !== "{" || !text.trimEnd().endsWith("}")) return -1;
  try {
    JSON.parse(text.slice(from));
    return from;
  } catch {
    return -1;
  }
}

/** The rows of the valid JSON that a text has from `start` on, at most so many. */
export function layOut(text: string, start: number, most = Infinity): { rows: JsonRow[]; whole: boolean } {
  const tokens: JsonToken[] = [...text.slice(start).matchAll(TOKEN)].map(({ index, 0: token }) => ({
    from: start + index,
    to: start + index + token.length,
    look: lookOf(token),
  }));
  const at = (n: number) => (tokens[n]?.look === "sign" ? text[tokens[n].from] : undefined);
  const rows: JsonRow[] = [];
  let row: JsonRow = { depth: 0, tokens: [] };
  const next = (depth: number) => {
    rows.push(row);
    row = { depth, tokens: [] };
  };
  for (let n = 0; n < tokens.length && rows.length < most; n += 1) {
    const token = tokens[n]!;
    const sign = at(n);
    const empty = (sign === "{" && at(n + 1) === "}") || (sign === "[" && at(n + 1) === "]");
    if (sign === "}" || sign === "]") next(row.depth - 1);
    row.tokens.push(token.look === "string" && at(n + 1) === ":" ? { ...token, look: "key" } : token);
    if (empty) row.tokens.push(tokens[(n += 1)]!);
    else if (sign === "{" || sign === "[") next(row.depth + 1);
    else if (sign === ",") next(row.depth);
  }
  const whole = rows.length < most;
  return { rows: whole ? [...rows, row] : rows, whole };
}
