// The fake backend's comparison by structure: objects by key, lists by place. Rust finds what moved within a list, too.

import type { Comparison } from "../bindings/Comparison";
import type { Difference } from "../bindings/Difference";

/** What is listed at most, and how long a value may be. */
const LISTED = 1000;
const LONGEST = 240;
/** What `comparedText` gives of a long text. */
const COMPARED = 2 * 1024 * 1024;

type Step = string | number;
/** What stands for one step of a path; `**` for any number of them. */
type Pattern = Step | "*" | "**" | { name: string };

export function compared(one: string, other: string, ignored: readonly string[]): Comparison {
  const problems: string[] = [];
  const patterns = ignored.flatMap((path) => {
    const read = readPath(path);
    if (typeof read === "string") problems.push(read);
    return typeof read === "string" ? [] : [read];
  });
  const nothing = { differences: [], more: 0, ignored: 0, problems };
  const [left, right] = [one, other].map(parsed);
  if (!left || !right)
    return { ...nothing, unlike: "One of them is no JSON, so they are compared as text only." };
  const found: Difference[] = [];
  let under = 0;
  const tell = (path: Step[], one: unknown, other: unknown) => {
    if (patterns.some((pattern) => covers(pattern, path))) under += 1;
    else
      found.push({
        path: written(path),
        change: one === undefined ? "added" : other === undefined ? "removed" : "changed",
        one: one === undefined ? null : short(one),
        other: other === undefined ? null : short(other),
      });
  };
  walk(left.value, right.value, [], tell);
  return {
    differences: found.slice(0, LISTED),
    more: Math.max(0, found.length - LISTED),
    ignored: under,
    problems,
    unlike: null,
  };
}

/** The bytes of a text as it is compared. */
export function laidOut(text: string): ArrayBuffer {
  const json = parsed(text);
  const bytes = new TextEncoder().encode(json ? JSON.stringify(json.value, null, 2) : text);
  return bytes.slice(0, COMPARED).buffer;
}

function parsed(text: string): { value: unknown } | null {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return null;
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function walk(
  one: unknown,
  other: unknown,
  path: Step[],
  tell: (path: Step[], one: unknown, other: unknown) => void,
) {
  if (Array.isArray(one) && Array.isArray(other)) {
    for (let at = 0; at < Math.max(one.length, other.length); at += 1)
      walk(one[at], other[at], [...path, at], tell);
  } else if (isObject(one) && isObject(other)) {
    for (const key of new Set([...Object.keys(one), ...Object.keys(other)]))
      walk(one[key], other[key], [...path, key], tell);
  } else if (JSON.stringify(one) !== JSON.stringify(other)) tell(path, one, other);
}

function short(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

function written(path: Step[]): string {
  return path
    .map((step, at) => {
      if (typeof step === "number") return `[${step}]`;
      const name = /^[A-Za-z_]\w*$/.test(step) ? step : JSON.stringify(step);
      return at ? `.${name}` : name;
    })
    .join("");
}

/** A path that does not matter, step by step; or what is wrong with it. */
function readPath(path: string): Pattern[] | string {
  const steps: Pattern[] = [];
  const parts = /\.?(\*\*|\*|[A-Za-z_][\w-]*|"(?:[^"\\]|\\.)*")|\[(\d+|\*)\]/y;
  while (parts.lastIndex < path.length) {
    const at = parts.lastIndex;
    const part = parts.exec(path);
    if (!part || (at === 0 && path.startsWith(".")))
      return `“${path}” cannot be read at character ${at + 1}.`;
    const [, name, index] = part;
    if (name) steps.push(name.startsWith("*") ? name : { name: name[0] === '"' ? JSON.parse(name) : name });
    else steps.push(index === "*" ? "*" : Number(index));
  }
  return steps;
}

/** Whether a path is a pattern's, or below one. */
function covers([first, ...others]: Pattern[], path: Step[]): boolean {
  if (first === undefined) return true;
  if (first === "**") return path.some((_, at) => covers(others, path.slice(at))) || !others.length;
  const [step, ...below] = path;
  if (step === undefined) return false;
  const fits = first === "*" || (typeof first === "object" ? first.name === step : first === step);
  return fits && covers(others, below);
}
