// A sign-in that waits for the browser: the code, how long it is good for, and how it ended.

import type { Backend } from "../../../lib/backend";
import type { Failure } from "../../../lib/bindings/Failure";
import type { IdentityCenter } from "../../../lib/bindings/IdentityCenter";
import type { SignedIn } from "../../../lib/bindings/SignedIn";
import type { SignInStarted } from "../../../lib/bindings/SignInStarted";
import { asFailure } from "../../../lib/failure";

export class BrowserSignIn {
  started = $state.raw<SignInStarted | null>(null);
  /** Milliseconds that the code is good for still. */
  left = $state(0);
  failure = $state.raw<Failure | null>(null);
  /** The browser has confirmed. */
  confirmed = $state(false);
  #timer: ReturnType<typeof setInterval> | undefined;
  /** Counts beginnings: what an earlier one says is not heard. */
  #turn = 0;

  constructor(private readonly backend: Backend) {}

  /** Begins, or begins again. The session, once the browser has confirmed; null when that failed or was given up. */
  async run(center: IdentityCenter): Promise<SignedIn | null> {
    this.cancel();
    const turn = ++this.#turn;
    const current = () => turn === this.#turn;
    this.failure = null;
    this.confirmed = false;
    try {
      const started = await this.backend.beginSignIn(center);
      if (!current()) {
        void this.backend.cancelSignIn(started.id).catch(() => {});
        return null;
      }
      this.#show(started);
      const signedIn = await this.backend.finishSignIn(started.id);
      if (!current()) return null;
      this.confirmed = true;
      return signedIn;
    } catch (thrown) {
      if (current()) this.failure = asFailure(thrown);
      return null;
    } finally {
      if (current()) this.#hide();
    }
  }

  /** Opens the browser once more. */
  async openAgain(): Promise<void> {
    const { started } = this;
    if (!started) return;
    try {
      await this.backend.openSignInPage(started.id);
    } catch (thrown) {
      if (this.started === started) this.started = { ...started, not_opened: asFailure(thrown).message };
    }
  }

  /** Gives up what waits. No failure is said: it was wanted. */
  cancel() {
    this.#turn += 1;
    const { started } = this;
    this.#hide();
    // It may have ended meanwhile, and that is as good.
    if (started) void this.backend.cancelSignIn(started.id).catch(() => {});
  }

  #show(started: SignInStarted) {
    this.started = started;
    const end = Date.now() + started.lasts;
    const tick = () => (this.left = Math.max(0, end - Date.now()));
    tick();
    this.#timer = setInterval(tick, 1000);
  }

  #hide() {
    clearInterval(this.#timer);
    this.started = null;
  }
}

/** Whom one signs in to, in a word: the company's name where the address has it, else the host. AWS is on no loopback. */
export function companyOf(startUrl: string): string {
  let host: string, hostname: string;
  try {
    ({ host, hostname } = new URL(startUrl.includes("://") ? startUrl : `https://${startUrl}`));
  } catch {
    return startUrl;
  }
  if (["127.0.0.1", "[::1]", "localhost"].includes(hostname)) return "the sandbox";
  const company = /^([a-z][a-z0-9-]*)\.awsapps\.com$/.exec(host)?.[1];
  if (!company || /^d-[0-9a-f]{10}$/.test(company)) return host;
  return company.charAt(0).toUpperCase() + company.slice(1);
}
