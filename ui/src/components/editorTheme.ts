// How the editor looks: only tokens, so that it follows the theme by itself.

import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

const field = {
  height: "26px",
  margin: "0",
  padding: "0 8px",
  border: "1px solid var(--line-strong)",
  borderRadius: "5px",
  background: "var(--bg)",
  color: "var(--text)",
  font: "var(--text-sm) var(--font-ui)",
};

export const theme = EditorView.theme({
  "&": { height: "100%", color: "var(--text)", background: "transparent" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { font: "var(--text-code)/21px var(--font-mono)", fontFeatureSettings: '"calt" 0' },
  ".cm-content": { padding: "8px 0", caretColor: "var(--text)" },
  ".cm-line": { padding: "0 14px 0 6px" },
  ".cm-cursor": { borderLeftColor: "var(--text)", borderLeftWidth: "1.5px" },
  ".cm-gutters": {
    background: "var(--surface)",
    color: "var(--text-3)",
    border: "none",
    fontSize: "11.5px",
    paddingLeft: "6px",
  },
  ".cm-lineNumbers .cm-gutterElement": { minWidth: "26px", padding: "0 2px 0 4px" },
  ".cm-foldGutter .cm-gutterElement": { width: "16px", cursor: "pointer" },
  ".cm-fold": {
    display: "grid",
    placeItems: "center",
    width: "16px",
    height: "100%",
    color: "var(--text-3)",
    opacity: "0",
    transition: "opacity 120ms",
  },
  ".cm-fold.shut": { opacity: "1" },
  ".cm-gutters:hover .cm-fold": { opacity: "1" },
  ".cm-fold.shut svg": { transform: "rotate(-90deg)" },
  ".cm-foldPlaceholder": {
    background: "var(--hover)",
    border: "1px solid var(--line-strong)",
    color: "var(--text-2)",
    borderRadius: "4px",
    padding: "0 5px",
    margin: "0 2px",
  },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    background: "var(--select)",
  },
  ".cm-activeLine": { background: "transparent" },
  "&.cm-focused .cm-activeLineGutter": { background: "transparent", color: "var(--text)" },
  ".cm-activeLineGutter": { background: "transparent" },
  "&.cm-focused .cm-matchingBracket": {
    background: "var(--info-soft)",
    outline: "1px solid var(--edge)",
    borderRadius: "2px",
  },
  "&.cm-focused .cm-nonmatchingBracket": { background: "var(--err-soft)" },
  ".cm-searchMatch": { background: "var(--match)", borderRadius: "2px" },
  ".cm-searchMatch-selected": { outline: "1px solid var(--warn)" },
  ".cm-selectionMatch": { background: "var(--info-soft)" },
  ".cm-specialChar": { color: "var(--err)" },
  ".cm-lintRange-error": {
    backgroundImage: "none",
    // Not the shorthand: Safari 16 does not know all of it.
    textDecorationLine: "underline",
    textDecorationStyle: "wavy",
    textDecorationColor: "var(--err)",
    textDecorationThickness: "1px",
    textUnderlineOffset: "3px",
    background: "var(--err-soft)",
  },
  ".cm-lintPoint::after": { borderBottomColor: "var(--err)" },
  ".cm-tooltip": {
    background: "var(--raised)",
    border: "1px solid var(--line-strong)",
    borderRadius: "var(--r-md)",
    boxShadow: "var(--shadow)",
    font: "var(--text-sm)/1.45 var(--font-ui)",
    overflow: "hidden",
  },
  ".cm-diagnostic": { padding: "5px 10px", borderLeft: "3px solid var(--err)" },
  ".cm-panels": { background: "var(--bg)", color: "var(--text)" },
  ".cm-panels.cm-panels-top": { borderBottom: "1px solid var(--line)" },
  ".cm-find": { padding: "6px 8px 6px 12px", font: "var(--text-sm) var(--font-ui)" },
  ".cm-find div": { display: "flex", alignItems: "center", gap: "2px" },
  ".cm-find div + div": { marginTop: "5px" },
  ".cm-find input": { ...field, flex: "1", minWidth: "60px", maxWidth: "300px", marginRight: "6px" },
  ".cm-find input:focus": {
    outline: "none",
    borderColor: "var(--focus)",
    boxShadow: "0 0 0 1px var(--focus)",
  },
  ".cm-find span": {
    flex: "none",
    minWidth: "52px",
    color: "var(--text-3)",
    fontSize: "var(--text-xs)",
    fontVariantNumeric: "tabular-nums",
  },
  ".cm-find button": {
    flex: "none",
    minWidth: "26px",
    height: "26px",
    padding: "0 6px",
    border: "0",
    borderRadius: "5px",
    background: "none",
    color: "var(--text-2)",
  },
  ".cm-find button:hover, .cm-find button[aria-pressed=true]": {
    background: "var(--hover)",
    color: "var(--text)",
  },
  ".cm-find button[aria-pressed=true]": { boxShadow: "inset 0 0 0 1px var(--edge)" },
});

export const highlighting = syntaxHighlighting(
  HighlightStyle.define([
    { tag: tags.propertyName, color: "var(--json-key)" },
    { tag: tags.string, color: "var(--json-str)" },
    { tag: tags.number, color: "var(--json-num)" },
    { tag: [tags.bool, tags.null], color: "var(--json-lit)" },
    { tag: tags.invalid, color: "var(--err)" },
  ]),
);
