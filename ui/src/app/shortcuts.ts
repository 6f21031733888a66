// The window's shortcuts. One table, asked both by the window and by the payload's editor before it takes a key itself.

import type { Platform } from "../lib/bindings/Platform";
import { withModifier } from "../lib/keys";

export interface Commands {
  invoke: () => void;
  /** True when something was running. */
  cancel: () => boolean;
  newTab: () => void;
  closeTab: () => void;
  save: () => void;
  saveAs: () => void;
  /** Leads to the filter of the side panel; false where there is none. */
  filter: () => boolean;
  stepTab: (by: number) => void;
  settings: () => void;
  stepPane: (by: number) => void;
}

/** Whether Escape belongs to something that is open: a dialog, a menu, a search. */
function escapeIsTaken(): boolean {
  return (
    document.querySelector(
      "dialog[open], [data-closes-on-escape], .cm-focused .cm-panel, .cm-panel:focus-within",
    ) !== null
  );
}

/** Whether a letter goes into a text. */
const isTyping = (target: EventTarget | null) =>
  target instanceof Element && target.closest("input, textarea, select, [contenteditable=true]") !== null;

/** Runs the command a key stands for. True when there was one. */
export function runShortcut(event: KeyboardEvent, platform: Platform, commands: Commands): boolean {
  const { key, shiftKey } = event;
  // Behind a dialog nothing moves.
  if (document.querySelector("dialog[open]")) return false;
  if (withModifier(event, platform)) {
    if (key === "Enter" && !shiftKey) commands.invoke();
    else if (key.toLowerCase() === "t" && !shiftKey) commands.newTab();
    else if (key.toLowerCase() === "w" && !shiftKey) commands.closeTab();
    else if (key.toLowerCase() === "s") (shiftKey ? commands.saveAs : commands.save)();
    else if (key === ",") commands.settings();
    else if (key === "PageDown") commands.stepTab(1);
    else if (key === "PageUp") commands.stepTab(-1);
    else if (key === "Tab" && platform !== "macos") commands.stepTab(shiftKey ? -1 : 1);
    else return false;
    return true;
  }
  // On a Mac, Ctrl+Tab switches tabs as it does everywhere else.
  if (platform === "macos" && key === "Tab" && event.ctrlKey) {
    commands.stepTab(shiftKey ? -1 : 1);
    return true;
  }
  if (key === "F6") {
    commands.stepPane(shiftKey ? -1 : 1);
    return true;
  }
  if (key === "/" && !isTyping(event.target)) return commands.filter();
  return key === "Escape" && !escapeIsTaken() && commands.cancel();
}
