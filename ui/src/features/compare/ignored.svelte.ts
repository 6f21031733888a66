// The paths that do not matter when results of one function are compared. They last until the window closes: paths are
// typed by a person, and such things are not kept in the page's storage.

import type { ComparedPart } from "../../lib/bindings/ComparedPart";

export class IgnoredPaths {
  // What does not matter in a response may well matter in a payload.
  #payload = $state.raw<readonly string[]>([]);
  #response = $state.raw<readonly string[]>([]);

  of(part: ComparedPart): readonly string[] {
    return part === "payload" ? this.#payload : this.#response;
  }

  add(part: ComparedPart, paths: readonly string[]) {
    this.#set(part, [...new Set([...this.of(part), ...paths])]);
  }

  remove(part: ComparedPart, path: string) {
    this.#set(
      part,
      this.of(part).filter((it) => it !== path),
    );
  }

  #set(part: ComparedPart, paths: readonly string[]) {
    if (part === "payload") this.#payload = paths;
    else this.#response = paths;
  }
}
