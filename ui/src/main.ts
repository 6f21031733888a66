// Starts the page: picks the backend and mounts the app.

import "@fontsource-variable/inter/wght.css";
import "@fontsource-variable/jetbrains-mono/wght.css";
import "./lib/tokens.css";
import "./lib/base.css";
import { mount } from "svelte";
import App from "./app/App.svelte";
import type { Backend } from "./lib/backend";

async function chooseBackend(): Promise<Backend> {
  if ("__TAURI_INTERNALS__" in window) return (await import("./lib/backend.tauri")).backend;
  // The fake is a development and test aid: a production build does not contain it.
  if (import.meta.env.MODE !== "production") {
    const { FakeBackend } = await import("./lib/backend.fake");
    const fake = new FakeBackend(new URLSearchParams(location.search));
    // For whoever drives it: somebody else changes a file, say.
    return Object.assign(window, { lambdeskFake: fake }).lambdeskFake;
  }
  throw new Error("This page is the inside of Lambdesk and works only in its window.");
}

const target = document.querySelector("#app")!;
chooseBackend().then(
  (backend) => mount(App, { target, props: { backend } }),
  (error: Error) => target.append(error.message),
);
