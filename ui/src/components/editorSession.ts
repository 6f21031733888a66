// One text in one editor. It outlives the component that shows it, so that undo, folds and the place stay when the user
// looks at another tab and comes back.

import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { json } from "@codemirror/lang-json";
import { bracketMatching, codeFolding, foldGutter, foldKeymap, indentOnInput } from "@codemirror/language";
import { type Diagnostic, setDiagnostics } from "@codemirror/lint";
import { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
import {
  Compartment,
  EditorSelection,
  EditorState,
  type Extension,
  Prec,
  type StateEffect,
} from "@codemirror/state";
import {
  drawSelection,
  EditorView,
  highlightActiveLineGutter,
  highlightSpecialChars,
  keymap,
  lineNumbers,
  type ViewUpdate,
} from "@codemirror/view";
import {
  diagnosticsOf,
  type PlaceholderProblem,
  type Placeholders,
  placeholders,
} from "./editorPlaceholders";
import { findKeys, markFound, type OuterSearch } from "./editorFound";
import { highlighting, theme } from "./editorTheme";
import { searchPanel } from "./searchPanel";

/** Above this the page neither parses nor colours: the parser works on the typing thread, and 1 MB takes it some 100 ms. */
export const LARGEST_COLOURED = 1024 * 1024;
/**
 * A line longer than this is neither wrapped nor coloured: laying out one wrapped line of 1 MB freezes WebKit for seconds.
 * Not wrapped, 6 MB in one line are on the screen some 100 ms after they came, and no frame of scrolling took more than 45 ms.
 */
export const LONGEST_WRAPPED = 10_000;

export interface EditorOptions {
  text: string;
  label: string;
  language: "json" | "text";
  readOnly?: boolean;
  /** What `{{ … }}` means in it; left out where it means nothing. */
  placeholders?: Placeholders;
  /** Searches in place of the editor, where its text is only a part. */
  search?: OuterSearch;
  /** Called after each change; read `text` when it is needed, not before: it is assembled on demand. */
  onchange?: () => void;
  /** The application's shortcuts that must win over the editor's own. True when it was one. */
  onkey?: (event: KeyboardEvent) => boolean;
}

function hasLongLine(text: string): boolean {
  let start = 0;
  while (text.length - start > LONGEST_WRAPPED) {
    const end = text.indexOf("\n", start);
    if (end === -1 || end - start > LONGEST_WRAPPED) return true;
    start = end + 1;
  }
  return false;
}

/** What parts the lines of a text. They are kept as they came: CodeMirror would make one kind of all. */
function lineEnd(text: string): string {
  return text.includes("\r\n") ? "\r\n" : "\n";
}

function foldMarker(open: boolean): HTMLElement {
  const marker = document.createElement("span");
  marker.className = open ? "cm-fold" : "cm-fold shut";
  marker.title = open ? "Fold" : "Unfold";
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("width", "11");
  svg.setAttribute("height", "11");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", "M4 6 8 10 12 6");
  path.setAttribute("fill", "none");
  path.setAttribute("stroke", "currentColor");
  path.setAttribute("stroke-width", "1.6");
  svg.append(path);
  marker.append(svg);
  return marker;
}

export class EditorSession {
  readonly view: EditorView;
  #scroll: StateEffect<unknown> | null = null;
  readonly #language: "json" | "text";
  /** What only a text of moderate size can afford: wrapping, colours, folding. */
  readonly #comfort = new Compartment();
  readonly #lineEnds = new Compartment();
  #problem: { offset: number; message: string } | null = null;
  #placeholderProblems: readonly PlaceholderProblem[] = [];
  #large = false;
  #long = false;

  constructor(options: EditorOptions) {
    const { readOnly = false } = options;
    this.#language = options.language;
    const extensions: Extension[] = [
      Prec.highest(EditorView.domEventHandlers({ keydown: (event) => options.onkey?.(event) ?? false })),
      lineNumbers(),
      highlightSpecialChars(),
      drawSelection(),
      // What is pasted takes on the text's own line ends.
      EditorView.clipboardInputFilter.of((text, { lineBreak }) => text.replace(/\r\n?|\n/g, lineBreak)),
      options.search ? [] : search({ createPanel: searchPanel }),
      keymap.of([
        ...defaultKeymap,
        ...historyKeymap,
        ...(options.search ? findKeys(options.search) : searchKeymap),
        ...foldKeymap,
      ]),
      EditorView.contentAttributes.of({ "aria-label": options.label, tabindex: "0" }),
      theme,
      highlighting,
      this.#comfort.of(this.#comforts(options.text.length, hasLongLine(options.text))),
    ];
    if (readOnly) {
      extensions.push(EditorState.readOnly.of(true));
    } else {
      extensions.push(
        history(),
        indentOnInput(),
        highlightActiveLineGutter(),
        EditorView.updateListener.of((update) => {
          if (!update.docChanged) return;
          this.#reconsider(update);
          options.onchange?.();
        }),
      );
    }
    extensions.push(this.#lineEnds.of(EditorState.lineSeparator.of(lineEnd(options.text))));
    if (options.placeholders) extensions.push(placeholders(options.placeholders));
    this.view = new EditorView({ state: EditorState.create({ doc: options.text, extensions }) });
  }

  get text(): string {
    return this.view.state.sliceDoc();
  }

  /** Characters, without assembling the text. */
  get length(): number {
    return this.view.state.doc.length;
  }

  /** Puts another text in place as one step that can be undone. What is the same stays, and the caret with it. */
  replace(text: string) {
    const separator = lineEnd(text);
    const kind = separator !== this.view.state.lineBreak;
    if (kind)
      this.view.dispatch({ effects: this.#lineEnds.reconfigure(EditorState.lineSeparator.of(separator)) });
    const [before, after] = [this.text, text].map((it) => it.replaceAll("\r\n", "\n")) as [string, string];
    // Where line ends are of two kinds, or of another kind than before, places cannot be counted so simply.
    if (kind || (separator.length > 1 && /[^\r]\n/.test(text))) return this.#change(0, this.length, text);
    let from = 0;
    while (from < before.length && before[from] === after[from]) from += 1;
    let same = 0;
    const most = Math.min(before.length, after.length) - from;
    while (same < most && before.at(-1 - same) === after.at(-1 - same)) same += 1;
    const insert = after.slice(from, after.length - same).replaceAll("\n", separator);
    this.#change(from, before.length - same, insert);
  }

  #change(from: number, to: number, text: string) {
    const { state } = this.view;
    this.view.dispatch({ changes: { from, to, insert: state.toText(text) }, userEvent: "input.replace" });
  }

  /** Marks one place as wrong, or none. */
  mark(problem: { offset: number; message: string } | null) {
    this.#problem = problem;
    this.#mark();
  }

  /** Marks each `{{ … }}` that cannot be filled in. */
  markPlaceholders(problems: readonly PlaceholderProblem[]) {
    if (!problems.length && !this.#placeholderProblems.length) return;
    this.#placeholderProblems = problems;
    this.#mark();
  }

  #mark() {
    const { state } = this.view;
    const problem = this.#problem;
    const diagnostics: Diagnostic[] = diagnosticsOf(this.#placeholderProblems, state.doc.length);
    if (problem) {
      const from = Math.min(problem.offset, Math.max(0, state.doc.length - 1));
      const line = state.doc.lineAt(from);
      const word = /^[\w.+-]+/.exec(state.sliceDoc(from, Math.min(line.to, from + 80)));
      const to = Math.min(state.doc.length, from + Math.max(1, word?.[0].length ?? 1));
      diagnostics.push({ from, to, severity: "error", message: problem.message });
    }
    this.view.dispatch(
      setDiagnostics(
        state,
        diagnostics.toSorted((one, other) => one.from - other.from),
      ),
    );
  }

  /** Moves the caret to a place and shows it. */
  goTo(offset: number) {
    const at = Math.min(offset, this.length);
    this.view.dispatch({ selection: EditorSelection.cursor(at), scrollIntoView: true });
    this.view.focus();
  }

  /** Marks and selects what was found between two characters of the text, and shows it; the focus stays where it is. */
  showFound(from: number, to: number) {
    const shown = markFound(this.view, from, to);
    // Nothing can be brought into sight in what is not on the screen yet.
    if (this.view.dom.isConnected) this.view.dispatch({ effects: shown });
    else this.#scroll = shown;
  }

  #comforts(length: number, long: boolean): Extension[] {
    this.#large = length > LARGEST_COLOURED;
    this.#long = long;
    const comforts: Extension[] = long ? [] : [EditorView.lineWrapping];
    if (this.#language === "json" && !this.#large && !long) {
      comforts.push(
        json(),
        codeFolding({ placeholderText: "…" }),
        foldGutter({ markerDOM: foldMarker }),
        bracketMatching(),
        highlightSelectionMatches(),
      );
    }
    return comforts;
  }

  /** After a change: whether the text has grown too large for comfort, or small enough again. */
  #reconsider({ changes, state }: ViewUpdate) {
    const large = state.doc.length > LARGEST_COLOURED;
    let moved = 0;
    changes.iterChanges((fromA, toA, fromB, toB) => (moved = Math.max(moved, toA - fromA, toB - fromB)));
    // Typing lengthens a line by too little to look at all of them each time.
    const long = moved > LONGEST_WRAPPED / 10 ? hasLongLine(state.sliceDoc()) : this.#long;
    if (large === this.#large && long === this.#long) return;
    this.view.dispatch({ effects: this.#comfort.reconfigure(this.#comforts(state.doc.length, long)) });
  }

  attach(host: HTMLElement) {
    host.append(this.view.dom);
    if (this.#scroll) this.view.dispatch({ effects: this.#scroll });
    this.view.requestMeasure();
  }

  detach() {
    this.#scroll = this.view.scrollSnapshot();
    this.view.dom.remove();
  }

  destroy() {
    this.view.destroy();
  }
}
