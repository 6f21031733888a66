// What a search from outside the editor does in it: marks one place, and takes over the keys that would look through the
// editor's text alone.

import { type EditorState, StateEffect, StateField } from "@codemirror/state";
import { Decoration, EditorView, type KeyBinding } from "@codemirror/view";

/** A search that knows more than the editor's text. */
export interface OuterSearch {
  open: () => void;
  step: (by: 1 | -1) => void;
}

const mark = Decoration.mark({ class: "cm-searchMatch cm-searchMatch-selected" });
const found = StateEffect.define<{ from: number; to: number }>();

const marked = StateField.define({
  create: () => Decoration.none,
  update: (marks, transaction) => {
    for (const effect of transaction.effects) {
      if (!effect.is(found)) continue;
      const { from, to } = effect.value;
      return to > from ? Decoration.set(mark.range(from, to)) : Decoration.none;
    }
    return marks.map(transaction.changes);
  },
  provide: (field) => EditorView.decorations.from(field),
});

/** The editor's own keys for its search. */
export function findKeys({ open, step }: OuterSearch): KeyBinding[] {
  const run = (what: () => void) => () => {
    what();
    return true;
  };
  return [
    { key: "Mod-f", run: run(open) },
    { key: "F3", run: run(() => step(1)), shift: run(() => step(-1)), preventDefault: true },
    { key: "Mod-g", run: run(() => step(1)), shift: run(() => step(-1)), preventDefault: true },
  ];
}

/** Where the editor has a character of the text: it counts each line's end as one, whatever ends lines. */
function placeOf({ doc, lineBreak }: EditorState, at: number): number {
  if (lineBreak.length === 1) return Math.min(at, doc.length);
  let [low, high] = [1, doc.lines];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (doc.line(middle).from + middle - 1 <= at) low = middle;
    else high = middle - 1;
  }
  return Math.min(at - (low - 1), doc.line(low).to);
}

/** Marks and selects what is found from one character of the text to another; answers what brings it into sight. */
export function markFound(view: EditorView, from: number, to: number): StateEffect<unknown> {
  const [anchor, head] = [placeOf(view.state, from), placeOf(view.state, to)];
  const here = view.state.field(marked, false) ? [] : [StateEffect.appendConfig.of(marked)];
  view.dispatch({ selection: { anchor, head }, effects: [...here, found.of({ from: anchor, to: head })] });
  return EditorView.scrollIntoView(anchor, { y: "center", x: "center" });
}
