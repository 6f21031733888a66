// What a selection of log lines copies: the lines as text, with words in place of the buttons in them.

/** The selection as text, when all of it is in the box. `data-copied` stands for its element; `data-line` is a line, so deep. */
export function selectedText(box: Element): string | null {
  const selection = getSelection();
  if (!selection?.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  if (!box.contains(range.commonAncestorContainer)) return null;
  const copied = document.createElement("div");
  copied.append(range.cloneContents());
  for (const element of copied.querySelectorAll<HTMLElement>("[data-copied]"))
    element.replaceWith(element.dataset.copied!);
  const lines = [...copied.querySelectorAll<HTMLElement>("[data-line]")];
  if (!lines.length) return copied.textContent;
  return lines.map(({ dataset, textContent }) => "  ".repeat(Number(dataset.line)) + textContent).join("\n");
}
