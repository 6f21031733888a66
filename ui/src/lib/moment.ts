// A moment as people say it, short enough to stand beside others.

const sameDay = (one: Date, other: Date) => one.toDateString() === other.toDateString();

/** `today, 14:03`, `12 Nov, 14:03`; with the year when it is another. */
export function shortMoment(millis: number, now: number): string {
  const [then, today] = [new Date(millis), new Date(now)];
  const time = then.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  if (sameDay(then, today)) return `today, ${time}`;
  const year = then.getFullYear() === today.getFullYear() ? {} : { year: "numeric" as const };
  return `${then.toLocaleDateString("en-GB", { day: "numeric", month: "short", ...year })}, ${time}`;
}
