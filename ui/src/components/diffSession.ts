// Two texts side by side, with what differs marked. They can be read, searched and copied, not changed.

import { defaultKeymap } from "@codemirror/commands";
import { json } from "@codemirror/lang-json";
import { MergeView, unifiedMergeView } from "@codemirror/merge";
import { search, searchKeymap } from "@codemirror/search";
import { EditorState, type Extension } from "@codemirror/state";
import { drawSelection, EditorView, highlightSpecialChars, keymap, lineNumbers } from "@codemirror/view";
import { LONGEST_WRAPPED } from "./editorSession";
import { highlighting, theme } from "./editorTheme";
import { searchPanel } from "./searchPanel";

/** Beyond this, what differs is found roughly rather than exactly: an exact search takes time by the square. */
const EXACT = { scanLimit: 1000, timeout: 400 };
/** Lines around what differs; longer stretches that are alike are folded. */
const AROUND = { margin: 4, minSize: 8 };

const diffTheme = EditorView.theme({
  "&.cm-merge-a .cm-changedLine, &.cm-merge-b .cm-changedLine, .cm-deletedChunk": {
    backgroundColor: "var(--warn-soft)",
  },
  "&.cm-merge-a .cm-changedText, &.cm-merge-b .cm-changedText, &.cm-merge-b .cm-deletedChunk .cm-deletedText":
    { background: "linear-gradient(var(--warn), var(--warn)) bottom/100% 2px no-repeat" },
  ".cm-changeGutter": { width: "3px", paddingLeft: "1px" },
  "&.cm-merge-a .cm-changedLineGutter, &.cm-merge-b .cm-changedLineGutter, .cm-deletedLineGutter": {
    background: "var(--warn)",
  },
  ".cm-collapsedLines": {
    padding: "3px 10px",
    background: "var(--hover)",
    color: "var(--text-2)",
    font: "var(--text-sm) var(--font-ui)",
    cursor: "pointer",
  },
  ".cm-mergeSpacer": { background: "var(--hover)" },
});

/** Among each other, a sign before each line says whose it is: colour alone would not do. */
const signed = EditorView.theme({
  ".cm-line, .cm-deletedChunk": { position: "relative", paddingLeft: "20px" },
  ".cm-deletedLine": { position: "relative" },
  ".cm-deletedLine::before": { content: '"−"', position: "absolute", left: "-14px", color: "var(--err)" },
  ".cm-line.cm-changedLine::before": {
    content: '"+"',
    position: "absolute",
    left: "6px",
    color: "var(--ok)",
  },
});

export interface Side {
  text: string;
  label: string;
}

/**
 * Shows both in an element. What it gives back takes them away again. `unified`: among each other instead of side by side,
 * where there is little room.
 */
export function showDiff(
  host: HTMLElement,
  one: Side,
  other: Side,
  language: "json" | "text",
  unified = false,
): () => void {
  const long = [one, other].some(({ text }) =>
    text.split("\n").some((line) => line.length > LONGEST_WRAPPED),
  );
  const extensions = (label: string): Extension[] => [
    lineNumbers(),
    highlightSpecialChars(),
    drawSelection(),
    search({ createPanel: searchPanel }),
    keymap.of([...defaultKeymap, ...searchKeymap]),
    EditorState.readOnly.of(true),
    EditorView.contentAttributes.of({ "aria-label": label, tabindex: "0" }),
    theme,
    highlighting,
    diffTheme,
    ...(long ? [] : [EditorView.lineWrapping]),
    ...(language === "json" && !long ? [json()] : []),
  ];
  if (unified) {
    const state = EditorState.create({
      doc: other.text,
      extensions: [
        // Before what is said of lines in general.
        signed,
        ...extensions(`${one.label}; ${other.label}`),
        unifiedMergeView({
          original: one.text,
          mergeControls: false,
          diffConfig: EXACT,
          collapseUnchanged: AROUND,
          gutter: true,
        }),
      ],
    });
    const view = new EditorView({ state, parent: host });
    return () => view.destroy();
  }
  const view = new MergeView({
    a: { doc: one.text, extensions: extensions(one.label) },
    b: { doc: other.text, extensions: extensions(other.label) },
    parent: host,
    diffConfig: EXACT,
    collapseUnchanged: AROUND,
    gutter: true,
  });
  return () => view.destroy();
}
