// Base64, and whether a string looks like it. Pure.

/** Shorter ones are words. */
const SHORTEST = 20;

/** Whether it is base64 of the usual alphabet, with its padding. */
export function isBase64(text: string): boolean {
  if (!text || text.length % 4) return false;
  const padding = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
  // By hand: an expression may run out of room in megabytes.
  for (let at = 0; at < text.length - padding; at += 1) {
    const code = text.charCodeAt(at);
    const letter = (code | 0x20) >= 0x61 && (code | 0x20) <= 0x7a;
    if (!letter && !(code >= 0x2f && code <= 0x39) && code !== 0x2b) return false;
  }
  return true;
}

/** Whether it is hardly anything else: no word, no number, no digest in hexadecimal. */
export function looksLikeBase64(text: string): boolean {
  if (text.length < SHORTEST || !isBase64(text)) return false;
  const beginning = text.slice(0, 4096);
  return (
    /[A-Z]/.test(beginning) &&
    /[a-z]/.test(beginning) &&
    /[0-9+/=]/.test(beginning + text.slice(-2)) &&
    !/^[0-9a-f]+$/i.test(beginning)
  );
}

export function decode(base64: string): Uint8Array {
  const raw = atob(base64);
  const bytes = new Uint8Array(raw.length);
  for (let at = 0; at < raw.length; at += 1) bytes[at] = raw.charCodeAt(at);
  return bytes;
}
