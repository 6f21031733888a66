// What a measurement of the page leaves in it: when the last answer of a command came, and how long the page did not draw.

(() => {
  const bench = (globalThis.bench = { answered: {}, ids: {} });
  // Commands go out as requests, whose addresses end in their names.
  const fetch = window.fetch;
  window.fetch = (address, options) => {
    const answer = fetch(address, options);
    const command = String(address).split("/").at(-1);
    const id = typeof options?.body === "string" ? /"id":"([^"]*)"/.exec(options.body)?.[1] : undefined;
    if (id) bench.ids[command] = id;
    const note = () => (bench.answered[command] = performance.now());
    answer.then(note, note);
    return answer;
  };

  // A timer comes after the frame. A message port would take a way through another process.
  /** The moment after the next frame was drawn. */
  const drawn = () =>
    new Promise((done) => requestAnimationFrame(() => setTimeout(() => done(performance.now()), 0)));

  /** The moment when a condition holds and is drawn. */
  bench.until = async (holds) => {
    while (!holds()) await drawn();
    return drawn();
  };

  /** Milliseconds between frames, from now until `stop`. */
  bench.watch = () => {
    const gaps = [];
    let before = performance.now();
    let on = true;
    const look = (now) => {
      gaps.push(now - before);
      before = now;
      if (on) requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
    bench.stop = () => {
      on = false;
      return gaps.slice(1);
    };
  };

  /** Scrolls what has this selector for some frames. Milliseconds between them. */
  bench.scroll = async (selector, by, frames) => {
    const box = document.querySelector(selector);
    bench.watch();
    for (let frame = 0; frame < frames; frame += 1) {
      box.scrollTop += by;
      await new Promise((done) => requestAnimationFrame(done));
    }
    return bench.stop();
  };

  /** How long it takes from now on until what a key did is drawn, in milliseconds. */
  bench.keys = () => {
    const keys = [];
    bench.forget?.();
    const note = () => {
      const began = performance.now();
      void drawn().then((at) => keys.push(at - began));
    };
    addEventListener("keydown", note, true);
    bench.forget = () => removeEventListener("keydown", note, true);
    return keys;
  };
})();
