// A body too large to be held in the page: read and shown one part at a time. Only the part shown is here.

import type { OuterSearch } from "../../components/editorFound";
import { EditorSession } from "../../components/editorSession";
import type { Failure } from "../../lib/bindings/Failure";
import { asFailure } from "../../lib/failure";
import { continuation, decoder } from "./utf8";

/**
 * Bytes of one page: what an editor takes without a hitch, and still a good part of a large body. A key typed beside a stream of
 * 200 MB is drawn as soon as beside nothing, and the page takes 40 MB more memory for it (`make bench`).
 */
export const PAGE = 1024 * 1024;
/** Read beyond a page, so that its last character is whole. */
const BEYOND = 3;

export type Read = (offset: number, length: number) => Promise<Uint8Array>;

export interface Page {
  number: number;
  /** The first byte and the one after the last, from 0. */
  from: number;
  to: number;
  text: string;
}

/** A page of what was read from where it nominally begins. Its borders lie between characters. */
export function cut(bytes: Uint8Array, number: number, total: number): Page {
  const offset = number * PAGE;
  const from = number ? continuation(bytes, 0) : 0;
  const to = offset + PAGE < total ? Math.min(bytes.length, PAGE + continuation(bytes, PAGE)) : bytes.length;
  return {
    number,
    from: offset + from,
    to: offset + to,
    text: decoder().decode(bytes.subarray(from, to)),
  };
}

const counted = (count: number) => count.toLocaleString("en");

/** `Bytes 1,048,577 to 2,097,152 of 209,715,200` */
export const pageWords = ({ from, to }: Page, total: number) =>
  `Bytes ${counted(from + 1)} to ${counted(to)} of ${counted(total)}`;

export class Pages {
  readonly count: number;
  /** The page that is shown; the one before stays until the next is here. */
  shown = $state.raw<Page | null>(null);
  failure = $state.raw<Failure | null>(null);
  #session: EditorSession | null = null;
  #wanted: number | null = null;
  /** The bytes of the page that is shown. */
  #bytes: Uint8Array = new Uint8Array();
  /** What was found and chosen last; `shown` once it was brought into sight. */
  #found: { offset: number; length: number; shown: boolean } | null = null;

  constructor(
    private readonly read: Read,
    readonly bytes: number,
    private readonly search?: OuterSearch,
  ) {
    this.count = Math.max(1, Math.ceil(bytes / PAGE));
  }

  async go(to: number): Promise<void> {
    const number = Math.min(this.count - 1, Math.max(0, to));
    if (number === (this.#wanted ?? this.shown?.number)) return;
    this.#wanted = number;
    try {
      const bytes = await this.read(number * PAGE, PAGE + BEYOND);
      // Someone may have turned on in the meantime.
      if (this.#wanted !== number) return;
      const page = cut(bytes, number, this.bytes);
      this.#bytes = bytes.subarray(page.from - number * PAGE, page.to - number * PAGE);
      this.#turn(page);
    } catch (thrown) {
      this.failure = asFailure(thrown);
    } finally {
      if (this.#wanted === number) this.#wanted = null;
    }
  }

  #turn(page: Page) {
    const before = this.#session;
    this.#session = new EditorSession({
      text: page.text,
      label: "Response body, one page of it",
      language: "text",
      readOnly: true,
      search: this.search,
    });
    this.shown = page;
    this.#showFound();
    // After the pane has let go of it.
    setTimeout(() => before?.destroy());
  }

  /** Turns to the page where so many bytes begin, and shows what of them is in it. */
  async show(offset: number, length: number): Promise<void> {
    this.#found = { offset, length, shown: false };
    const number = Math.floor(offset / PAGE);
    if (this.#wanted === null && number === this.shown?.number) this.#showFound();
    else await this.go(number);
  }

  #showFound() {
    const [page, found] = [this.shown, this.#found];
    if (!page || !found || found.shown) return;
    if (found.offset < page.number * PAGE || found.offset >= page.to) return;
    found.shown = true;
    this.#session?.showFound(
      this.#characterAt(found.offset - page.from),
      this.#characterAt(found.offset + found.length - page.from),
    );
  }

  /** How many characters of the page stand before one of its bytes. */
  #characterAt(byte: number): number {
    return decoder().decode(this.#bytes.subarray(0, Math.max(0, byte))).length;
  }

  /** The editor of the page that is shown. */
  session(): EditorSession | null {
    return this.shown && this.#session;
  }

  destroy() {
    this.#session?.destroy();
  }
}
