// Which functions a few typed words mean.

import type { ListedFunction } from "../../lib/bindings/ListedFunction";

/** A function with the text that is searched, made once for each list. */
export interface Searchable {
  listed: ListedFunction;
  text: string;
}

export function searchable(functions: readonly ListedFunction[]): Searchable[] {
  return functions.map((listed) => ({
    listed,
    text: `${listed.name}\n${listed.description ?? ""}\n${listed.runtime ?? "container image"}`.toLowerCase(),
  }));
}

/** Those that have every word somewhere in their name, description or runtime; the order stays. */
export function matching(all: readonly Searchable[], typed: string): ListedFunction[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const found = words.length ? all.filter(({ text }) => words.every((word) => text.includes(word))) : all;
  return found.map(({ listed }) => listed);
}
