// Lints, among them the two borders that keep the page in order: features never import each other, and Tauri has one door.
import svelte from "eslint-plugin-svelte";
import globals from "globals";
import ts from "typescript-eslint";
import svelteConfig from "./svelte.config.js";

const features = [
  "checks",
  "collections",
  "compare",
  "exchange",
  "functions",
  "history",
  "prices",
  "profiles",
  "request",
  "result",
  "runs",
  "sandbox",
  "settings",
  "share",
  "templates",
  "testEvents",
];
const tauri = {
  regex: "^@tauri-apps/",
  message: "Only src/lib/backend.tauri.ts may know Tauri; everything else takes a Backend.",
};
const outward = {
  regex: "(^|/)app/",
  message: "The app composes components and features, not the other way round.",
};
const noFeature = {
  regex: "(^|/)features/",
  message: "Components and lib know nothing of the domain's features.",
};
const restrict = (...patterns) => ({ "no-restricted-imports": ["error", { patterns }] });

export default ts.config(
  { ignores: ["dist", "look", "src/lib/bindings"] },
  ...ts.configs.recommended,
  ...svelte.configs.recommended,
  { languageOptions: { globals: { ...globals.browser, ...globals.node } } },
  {
    files: ["**/*.svelte", "**/*.svelte.ts"],
    languageOptions: { parserOptions: { parser: ts.parser, svelteConfig } },
  },
  {
    rules: {
      "svelte/no-at-html-tags": "error",
      "no-eval": "error",
      // Collections in controllers are replaced, never changed in place ($state.raw), so plain ones are right.
      "svelte/prefer-svelte-reactivity": "off",
    },
  },
  { files: ["src/**"], ignores: ["src/lib/backend.tauri.ts"], rules: restrict(tauri) },
  {
    files: ["src/components/**", "src/lib/**"],
    ignores: ["src/lib/backend.tauri.ts"],
    rules: restrict(tauri, outward, noFeature),
  },
  ...features.map((feature) => ({
    files: [`src/features/${feature}/**`],
    rules: restrict(tauri, outward, {
      regex: `(^|/)(${features.filter((other) => other !== feature).join("|")})/`,
      message: "Features never import each other; the app composes them.",
    }),
  })),
);
