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
import { type EditorView, type Panel, runScopeHandlers, type ViewUpdate } from "@codemirror/view";

/** Counting stops here: nobody steps through more, and a letter in 6 MB would be counted for long. */
const COUNTED = 1000;

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
  function show() {
    letters.setAttribute("aria-pressed", String(query.caseSensitive));
    pattern.setAttribute("aria-pressed", String(query.regexp));
    let found = 0;
    if (query.valid) {
      const cursor = query.getCursor(view.state);
      while (found < COUNTED && !cursor.next().done) found += 1;
    }
    count.textContent = !query.search
      ? ""
      : !query.valid
        ? "no pattern"
        : found === COUNTED
          ? `${COUNTED}+`
          : found
            ? `${found} found`
            : "none";
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
