// Where characters of UTF-8 begin, so that bytes can be cut between them. Pure.

/** A character has at most four bytes, of which the first is no continuation. */
const MOST_CONTINUATIONS = 3;

/** How many bytes at `at` still belong to a character that began before. */
export function continuation(bytes: Uint8Array, at: number): number {
  let count = 0;
  while (count < MOST_CONTINUATIONS && ((bytes[at + count] ?? 0) & 0xc0) === 0x80) count += 1;
  return count;
}

/** A decoder that drops nothing: not even a byte order mark. */
export const decoder = () => new TextDecoder("utf-8", { ignoreBOM: true });
