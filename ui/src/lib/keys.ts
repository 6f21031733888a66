// How a shortcut is pressed and shown on each platform.

import type { Platform } from "./bindings/Platform";

/** The modifier of an application's shortcuts, as it is written. */
export function modifier(platform: Platform): string {
  return platform === "macos" ? "⌘" : "Ctrl";
}

/** Whether the application's modifier, and no other, is held. */
export function withModifier(event: KeyboardEvent, platform: Platform): boolean {
  return (
    (platform === "macos" ? event.metaKey && !event.ctrlKey : event.ctrlKey && !event.metaKey) &&
    !event.altKey
  );
}
