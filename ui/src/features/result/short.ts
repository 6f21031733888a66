// Foreign text that may be megabytes long, cut to what a person reads of it in one place. All of it is in the body.

/** Longer than any message meant to be read. */
const MESSAGE = 4000;
/** Longer than any name. */
const NAME = 200;

function cutAt(text: string, most: number): string {
  if (text.length <= most) return text;
  // Not within a pair of surrogates.
  const end = (text.charCodeAt(most) & 0xfc00) === 0xdc00 ? most - 1 : most;
  return `${text.slice(0, end)}…`;
}

export const shortMessage = (text: string) => cutAt(text, MESSAGE);
export const shortName = (text: string) => cutAt(text, NAME);
