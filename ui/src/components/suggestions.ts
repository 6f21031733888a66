// Which suggestions a typed text leaves, and in which order.

export interface Suggestion {
  /** What stands in the field when it is chosen. */
  value: string;
  /** Stands after it, quieter. */
  remark?: string;
  /** Stands below it, quieter still. */
  detail?: string;
  /** The heading it stands under; suggestions of one group stand together. */
  group?: string;
}

/** What is laid out at once. More are not looked through by eye: a few more letters are typed. */
export const SHOWN = 200;

/** Those that have the text in their value: first those that begin with it. */
export function narrowed(all: readonly Suggestion[], typed: string): Suggestion[] {
  const wanted = typed.trim().toLowerCase();
  if (!wanted) return [...all];
  const begin: Suggestion[] = [];
  const contain: Suggestion[] = [];
  for (const it of all) {
    const at = it.value.toLowerCase().indexOf(wanted);
    if (at === 0) begin.push(it);
    else if (at > 0) contain.push(it);
  }
  return [...begin, ...contain];
}
