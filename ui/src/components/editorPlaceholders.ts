// `{{ … }}` in an editor: coloured, completed, explained where one points, and marked where it cannot be filled in. What the
// names mean is not known here: whoever has the text says it.

import {
  acceptCompletion,
  autocompletion,
  type Completion,
  type CompletionContext,
  completionKeymap,
  type CompletionResult,
} from "@codemirror/autocomplete";
import type { Diagnostic } from "@codemirror/lint";
import { type Extension, Prec, RangeSetBuilder, type Text } from "@codemirror/state";
import {
  Decoration,
  type DecorationSet,
  EditorView,
  hoverTooltip,
  keymap,
  ViewPlugin,
  type ViewUpdate,
} from "@codemirror/view";
import { placeholdersIn } from "../lib/placeholders";

/** What can stand within the braces. */
export interface PlaceholderChoice {
  /** What is put in: `customer_id`, or `uuid()`. */
  text: string;
  /** Beside it, quieter: a value, or what a function gives. */
  remark: string;
  /** Where it comes from, or what it does. */
  about: string;
  kind: "variable" | "function";
}

/** What is said of a place one points at. */
export interface PlaceholderNote {
  title: string;
  lines: readonly string[];
}

export interface Placeholders {
  /** False where braces are only braces. */
  on: () => boolean;
  choices: () => readonly PlaceholderChoice[];
  /** Of the words between the braces; null when there is nothing to say. */
  explain: (inside: string) => PlaceholderNote | null;
}

export interface PlaceholderProblem {
  offset: number;
  length: number;
  message: string;
  /** What can be done about it at once. */
  action: { title: string; run: () => void } | null;
}

const mark = Decoration.mark({ class: "cm-placeholder" });

function decorations(view: EditorView, source: Placeholders): DecorationSet {
  const builder = new RangeSetBuilder<Decoration>();
  if (source.on()) {
    for (const { from, to } of view.visibleRanges) {
      const start = view.state.doc.lineAt(from).from;
      for (const range of placeholdersIn(view.state.sliceDoc(start, to), start))
        builder.add(range.from, range.to, mark);
    }
  }
  return builder.finish();
}

const highlight = (source: Placeholders) =>
  ViewPlugin.fromClass(
    class {
      decorations: DecorationSet;
      #on = source.on();
      constructor(view: EditorView) {
        this.decorations = decorations(view, source);
      }
      update(update: ViewUpdate) {
        const on = source.on();
        if (!update.docChanged && !update.viewportChanged && on === this.#on) return;
        this.#on = on;
        this.decorations = decorations(update.view, source);
      }
    },
    // Around the language's own colours, so that one background covers it.
    { decorations: (plugin) => plugin.decorations },
  );

/** The open braces that a place is within, and no closed ones: where what is being written begins. */
function openAt(doc: Text, at: number): { from: number; inside: string } | null {
  const line = doc.lineAt(at);
  const before = line.text.slice(0, at - line.from);
  const open = before.lastIndexOf("{{");
  if (open === -1 || before.includes("}}", open)) return null;
  return { from: line.from + open + 2, inside: before.slice(open + 2) };
}

function complete(source: Placeholders) {
  return (context: CompletionContext): CompletionResult | null => {
    if (!source.on()) return null;
    const open = openAt(context.state.doc, context.pos);
    // A name that is being written, at the beginning: within a call nothing is proposed.
    const word = open && /^\s*([\w]*)$/.exec(open.inside);
    if (!open || !word) return null;
    const from = context.pos - word[1]!.length;
    const options = source.choices().map(({ text, remark, about, kind }): Completion => ({
      label: text,
      detail: remark,
      info: about,
      type: kind,
      apply: (view, _completion, start, end) => {
        const rest = view.state.sliceDoc(end, end + 3);
        const lead = view.state.sliceDoc(start - 1, start) === "{" ? " " : "";
        const closed = /^\s?\}\}/.test(rest);
        const insert = `${lead}${text}${closed ? (rest.startsWith(" ") ? "" : " ") : " }}"}`;
        const caret = text.endsWith("(…)") ? start + lead.length + text.length - 2 : start + insert.length;
        view.dispatch({
          changes: { from: start, to: end, insert: insert.replace("(…)", "()") },
          selection: { anchor: text.endsWith("(…)") ? caret : start + insert.replace("(…)", "()").length },
          userEvent: "input.complete",
        });
      },
    }));
    return { from, options, validFor: /^\w*$/ };
  };
}

function note({ title, lines }: PlaceholderNote): HTMLElement {
  const dom = document.createElement("div");
  dom.className = "cm-placeholder-note";
  const head = document.createElement("strong");
  head.textContent = title;
  dom.append(head);
  for (const line of lines) {
    const part = document.createElement("div");
    part.textContent = line;
    dom.append(part);
  }
  return dom;
}

const hover = (source: Placeholders) =>
  hoverTooltip((view, at) => {
    if (!source.on()) return null;
    const line = view.state.doc.lineAt(at);
    const range = placeholdersIn(line.text, line.from).find(({ from, to }) => at >= from && at <= to);
    const said = range && source.explain(view.state.sliceDoc(range.from + 2, range.to - 2).trim());
    if (!range || !said) return null;
    return { pos: range.from, end: range.to, above: true, create: () => ({ dom: note(said) }) };
  });

/** The marks of what cannot be filled in, as far as the text still has them. */
export const diagnosticsOf = (problems: readonly PlaceholderProblem[], length: number): Diagnostic[] =>
  problems
    .filter(({ offset }) => offset < length)
    .map(({ offset, length: long, message, action }) => ({
      from: offset,
      to: Math.min(length, offset + Math.max(1, long)),
      severity: "error",
      message,
      actions: action ? [{ name: action.title, apply: action.run }] : [],
    }));

const look = EditorView.theme({
  ".cm-placeholder": {
    background: "var(--accent-soft)",
    borderRadius: "3px",
    padding: "0 2px",
    margin: "0 -2px",
  },
  ".cm-placeholder, .cm-placeholder span": { color: "var(--var)" },
  ".cm-tooltip-autocomplete.cm-tooltip > ul": {
    fontFamily: "var(--font-mono)",
    fontSize: "var(--text-sm)",
    maxHeight: "240px",
    minWidth: "220px",
  },
  ".cm-tooltip-autocomplete.cm-tooltip > ul > li": { padding: "3px 9px", lineHeight: "20px" },
  ".cm-tooltip-autocomplete.cm-tooltip > ul > li[aria-selected]": {
    background: "var(--hover)",
    color: "var(--text)",
  },
  ".cm-completionIcon": { display: "none" },
  ".cm-completionMatchedText": { textDecoration: "none", color: "var(--var)" },
  ".cm-completionDetail": {
    marginLeft: "14px",
    color: "var(--text-3)",
    fontStyle: "normal",
    fontFamily: "var(--font-ui)",
  },
  ".cm-tooltip.cm-completionInfo": { padding: "6px 10px", color: "var(--text-2)", maxWidth: "280px" },
  ".cm-placeholder-note": { padding: "6px 10px", maxWidth: "420px", color: "var(--text-2)" },
  ".cm-placeholder-note strong": {
    display: "block",
    color: "var(--text)",
    fontFamily: "var(--font-mono)",
    fontWeight: "500",
    overflowWrap: "anywhere",
  },
  ".cm-diagnosticAction": {
    marginLeft: "10px",
    padding: "2px 8px",
    border: "1px solid var(--line-strong)",
    borderRadius: "5px",
    background: "none",
    color: "var(--text)",
  },
});

export const placeholders = (source: Placeholders): Extension => [
  Prec.highest(highlight(source)),
  autocompletion({ override: [complete(source)], icons: false, activateOnTyping: true }),
  Prec.high(keymap.of([...completionKeymap, { key: "Tab", run: acceptCompletion }])),
  hover(source),
  look,
];
