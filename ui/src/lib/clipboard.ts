// Copying. WebKitGTK may refuse the asynchronous clipboard, so the old way stands behind it.

export async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = document.createElement("textarea");
    const focused = document.activeElement;
    area.value = text;
    area.className = "unseen";
    document.body.append(area);
    area.select();
    const copied = document.execCommand("copy");
    area.remove();
    if (focused instanceof HTMLElement) focused.focus();
    return copied;
  }
}

/**
 * Copies a text that is still to come. It is handed over as it comes: browsers only let a click copy. Rejects with why it
 * does not come.
 */
export async function copyComing(coming: Promise<string>): Promise<boolean> {
  const blob = coming.then((text) => new Blob([text], { type: "text/plain" }));
  // Why it does not come is told below.
  blob.catch(() => {});
  try {
    await navigator.clipboard.write([new ClipboardItem({ "text/plain": blob })]);
    return true;
  } catch {
    return copy(await coming);
  }
}

/** Copies a text with its looks, and plain for what takes no other. It is handed over as it comes: browsers only let a click copy. */
export async function copyRich(content: Promise<{ html: string; text: string }>): Promise<boolean> {
  const part = (type: string, of: "html" | "text") => content.then((it) => new Blob([it[of]], { type }));
  try {
    await navigator.clipboard.write([
      new ClipboardItem({ "text/html": part("text/html", "html"), "text/plain": part("text/plain", "text") }),
    ]);
    return true;
  } catch {
    return content.then(
      ({ text }) => copy(text),
      () => false,
    );
  }
}
