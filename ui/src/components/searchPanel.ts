// Finding and replacing in an editor: one slim row, a second one where text can be changed.

import {
  closeSearchPanel,
  findNext,
  findPrevious,
  getSearchQuery,
  replaceAll,
  replaceNext,
  SearchQuery,
  setSearchQuery,
} from "@codemirror/search";
import type { EditorState } from "@codemirror/state";
import { type EditorView, type Panel, runScopeHandlers, type ViewUpdate } from "@codemirror/view";

/** Counting stops here: nobody steps through more, and a letter in 6 MB would be counted for long. */
const COUNTED = 1000;

/** Milliseconds that counting may take at a stretch: each letter typed held up the next by a second in 6 MB. */
const STRETCH = 10;
/** Characters that are looked through at a stretch where nothing is found: some 8 ms of them. */
const PIECE = 50_000;

/** Finds one place after the other (`true`), and pauses (`false`) where there was none for long. */
function* places(query: SearchQuery, state: EditorState): Generator<boolean> {
  const { length } = state.doc;
  // A pattern is not cut, because it may look at what stands around; it is quick in going from place to place.
  const piece = query.regexp ? length : PIECE;
  for (let from = 0; from < length;) {
    const end = from + piece;
    // What begins in this piece may end in the next.
    const cursor = query.getCursor(state, from, Math.min(length, end + 4 * query.search.length));
    from = end;
    for (let next = cursor.next(); !next.done && next.value.from < end; next = cursor.next()) {
      from = Math.max(end, next.value.to);
      yield true;
    }
    yield false;
  }
}

function button(text: string, name: string, run: () => void): HTMLButtonElement {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = text;
  made.title = name;
  if (text !== name) made.setAttribute("aria-label", name);
  made.onclick = run;
  return made;
}

function field(name: string): HTMLInputElement {
  const made = document.createElement("input");
  made.type = "text";
  made.placeholder = name;
  made.setAttribute("aria-label", name);
  made.spellcheck = false;
  made.autocomplete = "off";
  return made;
}

export function searchPanel(view: EditorView): Panel {
  let query = getSearchQuery(view.state);
  const find = field("Find");
  const replace = field("Replace");
  const count = document.createElement("span");
  count.setAttribute("aria-live", "polite");
  // openSearchPanel looks for it.
  find.setAttribute("main-field", "true");

  const letters = button("Aa", "Match case", () => change({ caseSensitive: !query.caseSensitive }));
  const pattern = button(".*", "Regular expression", () => change({ regexp: !query.regexp }));
  const row = (...parts: HTMLElement[]) => {
    const made = document.createElement("div");
    made.append(...parts);
    return made;
  };
  const dom = document.createElement("div");
  dom.className = "cm-find";
  dom.setAttribute("role", "search");
  dom.append(
    row(
      find,
      count,
      letters,
      pattern,
      button("↑", "Previous", () => findPrevious(view)),
      button("↓", "Next", () => findNext(view)),
      button("×", "Close", () => closeSearchPanel(view)),
    ),
  );
  if (!view.state.readOnly) {
    dom.append(
      row(
        replace,
        button("Replace", "Replace", () => replaceNext(view)),
        button("All", "Replace all", () => replaceAll(view)),
      ),
    );
  }

  function change(to: { caseSensitive?: boolean; regexp?: boolean }) {
    const next = new SearchQuery({
      search: find.value,
      replace: replace.value,
      caseSensitive: query.caseSensitive,
      regexp: query.regexp,
      ...to,
    });
    if (!next.eq(query)) view.dispatch({ effects: setSearchQuery.of(next) });
  }
  let counting: ReturnType<typeof setTimeout> | undefined;
  function show() {
    letters.setAttribute("aria-pressed", String(query.caseSensitive));
    pattern.setAttribute("aria-pressed", String(query.regexp));
    clearTimeout(counting);
    if (query.valid) countOn(places(query, view.state), 0);
    else count.textContent = query.search ? "no pattern" : "";
  }
  function countOn(all: Generator<boolean>, before: number) {
    const end = performance.now() + STRETCH;
    let found = before;
    while (found < COUNTED) {
      const next = all.next();
      if (next.done) {
        count.textContent = found ? `${found} found` : "none";
        return;
      }
      if (next.value) found += 1;
      if (performance.now() < end) continue;
      count.textContent = "…";
      counting = setTimeout(() => countOn(all, found));
      return;
    }
    count.textContent = `${COUNTED}+`;
  }
  find.oninput = () => change({});
  replace.oninput = () => change({});
  dom.onkeydown = (event) => {
    if (runScopeHandlers(view, event, "search-panel")) {
      event.preventDefault();
    } else if (event.key === "Enter" && event.target === find) {
      event.preventDefault();
      (event.shiftKey ? findPrevious : findNext)(view);
    } else if (event.key === "Enter" && event.target === replace) {
      event.preventDefault();
      replaceNext(view);
    }
  };

  find.value = query.search;
  replace.value = query.replace;
  show();
  return {
    dom,
    top: true,
    mount: () => find.select(),
    destroy: () => clearTimeout(counting),
    update(update: ViewUpdate) {
      const next = getSearchQuery(update.state);
      if (!next.eq(query)) {
        query = next;
        if (find.value !== query.search) find.value = query.search;
        if (replace.value !== query.replace) replace.value = query.replace;
        show();
      } else if (update.docChanged) {
        show();
      }
    },
  };
}
