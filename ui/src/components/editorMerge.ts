// Two texts side by side, with what differs marked and a way to take single pieces over. The left one is theirs and only
// read; the right one is one's own.

import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { json } from "@codemirror/lang-json";
import { MergeView } from "@codemirror/merge";
import { EditorState, type Extension } from "@codemirror/state";
import { EditorView, keymap, lineNumbers } from "@codemirror/view";
import { LARGEST_COLOURED } from "./editorSession";
import { highlighting, theme } from "./editorTheme";

/** A text of 6 MB that is wholly other would be compared for minutes; a rough comparison is enough then. */
const COMPARED_FOR = 400;

const look = EditorView.theme({
  "&": { height: "auto" },
  ".cm-changedLine": { background: "var(--info-soft)" },
  ".cm-changedText, .cm-deletedChunk .cm-deletedText": { background: "var(--match)" },
  ".cm-changedLineGutter": { background: "var(--info)" },
  ".cm-collapsedLines": {
    padding: "4px 12px",
    background: "var(--hover)",
    color: "var(--text-2)",
    font: "var(--text-sm) var(--font-ui)",
  },
});

export interface Comparison {
  /** What the right side says now. */
  text: () => string;
  destroy: () => void;
}

export function compare(
  host: HTMLElement,
  theirs: string,
  mine: string,
  labels: { theirs: string; mine: string; take: string },
): Comparison {
  const lineBreak = mine.includes("\r\n") ? "\r\n" : "\n";
  const shared: Extension[] = [
    lineNumbers(),
    EditorView.lineWrapping,
    theme,
    look,
    highlighting,
    theirs.length + mine.length > LARGEST_COLOURED ? [] : json(),
  ];
  const merge = new MergeView({
    parent: host,
    a: {
      doc: theirs,
      extensions: [
        shared,
        EditorState.lineSeparator.of(theirs.includes("\r\n") ? "\r\n" : "\n"),
        EditorState.readOnly.of(true),
        EditorView.contentAttributes.of({ "aria-label": labels.theirs, tabindex: "0" }),
      ],
    },
    b: {
      doc: mine,
      extensions: [
        shared,
        EditorState.lineSeparator.of(lineBreak),
        history(),
        keymap.of([...defaultKeymap, ...historyKeymap]),
        EditorView.contentAttributes.of({ "aria-label": labels.mine, tabindex: "0" }),
      ],
    },
    revertControls: "a-to-b",
    renderRevertControl: () => {
      const button = document.createElement("button");
      button.type = "button";
      button.title = labels.take;
      button.setAttribute("aria-label", labels.take);
      button.textContent = "→";
      return button;
    },
    gutter: true,
    collapseUnchanged: { margin: 3, minSize: 6 },
    diffConfig: { scanLimit: 500, timeout: COMPARED_FOR },
  });
  return { text: () => merge.b.state.sliceDoc(), destroy: () => merge.destroy() };
}
