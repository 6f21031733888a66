// Where the fake backend's responses cannot go: no dialog, no room, no program.

import { failure, refuse } from "./failure";

type Switches = ReadonlySet<string>;

export function checkSaveDialog(switches: Switches) {
  if (switches.has("no-save-dialog"))
    throw failure("other", "The system's file dialog cannot be opened.", "Type the path instead.");
}

export function checkPath(switches: Switches, path: string) {
  if (!path.startsWith("/")) refuse([{ field: "path", message: "Type the whole path of a file." }]);
  if (switches.has("unwritable")) {
    const message = `${path} cannot be written: there is no room left on the disk.`;
    const hint = "Make room, or choose a folder on another disk.";
    throw failure("invalid_input", message, hint, [{ field: "path", message }]);
  }
}

export function checkEditor(switches: Switches) {
  if (switches.has("no-editor"))
    throw failure(
      "other",
      "The system has no program for such a file.",
      "Save the response, and open it with a program of yours.",
    );
}
