// Which rows of a long list stand in its window. Pure, so that it can be tested without a screen.

/** Where each row begins, and at the end where the last one ends. */
export function offsets(heights: readonly number[]): number[] {
  const all = [0];
  for (const height of heights) all.push(all.at(-1)! + height);
  return all;
}

/** The rows between two heights: the first, and the one after the last. `spare` rows stand before and after them. */
export function between(all: readonly number[], top: number, bottom: number, spare = 6): [number, number] {
  const rows = all.length - 1;
  // The last row that begins at or above a height.
  const rowAt = (height: number) => {
    let [low, high] = [0, rows];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (all[middle]! <= height) low = middle;
      else high = middle - 1;
    }
    return low;
  };
  return [Math.max(0, rowAt(top) - spare), Math.min(rows, rowAt(bottom) + 1 + spare)];
}
