// Times as Lambda writes them: `2026-11-01T09:30:00.000+0000`.

/** A day as people here write it, such as `1 Nov 2026`; the text itself where it is no time. */
export function day(written: string): string {
  const moment = parsed(written);
  return Number.isNaN(moment.getTime())
    ? written
    : moment.toLocaleDateString("en-GB", { day: "numeric", month: "short", year: "numeric" });
}

/** A moment to the minute, such as `1 Nov 2026, 10:30`. */
export function minute(written: string): string {
  const moment = parsed(written);
  return Number.isNaN(moment.getTime())
    ? written
    : moment.toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "short" });
}

/** Older engines read no offset without a colon. */
function parsed(written: string): Date {
  return new Date(written.replace(/([+-]\d\d)(\d\d)$/, "$1:$2"));
}
