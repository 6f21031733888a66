// Where the focus goes when what had it is gone: into the same pane, so that nobody who works by keys begins at the top.

/** What has the hands in a pane: the first of these. What only arrows lead to is not among them. */
const FIRST =
  "[aria-current], .cm-content, [role=tab][tabindex='0'], input, button:not([tabindex='-1']), [tabindex='0']";

export const paneOf = (element: Element | null | undefined) =>
  element?.closest<HTMLElement>("[data-pane]") ?? null;

export function focusPane(pane: HTMLElement | null | undefined) {
  pane?.querySelector<HTMLElement>(FIRST)?.focus();
}

/**
 * To be called by a component in which a control goes when what it was for is done: when the focus was on it, another place in
 * the component has it. `changes` is what lets it go.
 */
export function passFocusWithin(
  component: () => HTMLElement | undefined,
  changes: () => unknown,
  to: () => HTMLElement | undefined,
) {
  let had = false;
  $effect.pre(() => {
    changes();
    had = component()?.contains(document.activeElement) ?? false;
  });
  $effect(() => {
    changes();
    if (had && document.activeElement === document.body) to()?.focus();
  });
}

/** To be called by a component that shows something for a while: when it goes with the focus on it, its pane has it. */
export function passFocusOn(element: () => HTMLElement | undefined, goes: () => boolean) {
  // Before the page changes: afterwards nobody knows where the focus was.
  $effect.pre(() => {
    const gone = goes();
    const it = element();
    if (gone && it?.contains(document.activeElement)) focusPane(paneOf(it));
  });
}
