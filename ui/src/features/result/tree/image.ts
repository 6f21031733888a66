// Pictures by their first bytes. Only what a browser draws without ever running anything: no SVG. Pure.

export interface Picture {
  readonly type: "png" | "jpeg" | "gif" | "webp";
  readonly width: number;
  readonly height: number;
}

/** Null for bytes that are no picture, or whose size is not where it belongs. */
export function pictureOf(bytes: Uint8Array): Picture | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const has = (at: number, letters: string) =>
    [...letters].every((letter, n) => bytes[at + n] === letter.charCodeAt(0));
  let found: Picture | null = null;
  try {
    if (has(0, "\x89PNG\r\n\x1a\n"))
      found = { type: "png", width: view.getUint32(16), height: view.getUint32(20) };
    else if (has(0, "GIF87a") || has(0, "GIF89a"))
      found = { type: "gif", width: view.getUint16(6, true), height: view.getUint16(8, true) };
    else if (has(0, "RIFF") && has(8, "WEBP")) found = webp(view, has);
    else if (has(0, "\xff\xd8\xff")) found = jpeg(view);
  } catch {
    // It ends before its size is said.
    return null;
  }
  return found && found.width && found.height ? found : null;
}

function webp(view: DataView, has: (at: number, letters: string) => boolean): Picture | null {
  const type = "webp";
  if (has(12, "VP8 "))
    return { type, width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
  if (has(12, "VP8L")) {
    const bits = view.getUint32(21, true);
    return { type, width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
  }
  if (!has(12, "VP8X")) return null;
  const three = (at: number) => (view.getUint16(at, true) | (view.getUint8(at + 2) << 16)) + 1;
  return { type, width: three(24), height: three(27) };
}

function jpeg(view: DataView): Picture | null {
  // From marker to marker, up to the one that begins a frame.
  for (let at = 2; view.getUint8(at) === 0xff; at += 2 + view.getUint16(at + 2)) {
    const marker = view.getUint8(at + 1);
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker))
      return { type: "jpeg", width: view.getUint16(at + 7), height: view.getUint16(at + 5) };
    // The picture's data begin, and no frame was said.
    if (marker === 0xda) return null;
  }
  return null;
}
