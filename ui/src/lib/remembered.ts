// Sizes of panes, remembered between starts. Nothing secret and nothing a person typed is kept here.

export function remembered(key: string, otherwise: number): number {
  try {
    const kept = Number(localStorage.getItem(`lambdesk.${key}`) ?? Number.NaN);
    return Number.isFinite(kept) ? kept : otherwise;
  } catch {
    return otherwise;
  }
}

export function remember(key: string, value: number): void {
  try {
    localStorage.setItem(`lambdesk.${key}`, String(value));
  } catch {
    // Storage may be switched off; then sizes last until the window closes.
  }
}
