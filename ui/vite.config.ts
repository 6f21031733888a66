// Builds the page that Tauri embeds, and runs its tests.
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { svelteTesting } from "@testing-library/svelte/vite";
import { defineConfig } from "vitest/config";

export default defineConfig({
  plugins: [svelte(), svelteTesting()],
  // Tauri serves the page from a scheme of its own, so nothing may be addressed from a root.
  base: "./",
  clearScreen: false,
  server: { port: 1420, strictPort: true },
  build: {
    // The floor: WKWebView of Safari 16, WebKitGTK 2.40, WebView2.
    target: "safari16",
    // The security policy allows no data: fonts and no inline scripts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // CodeMirror is most of it, and it is loaded from the disk.
    chunkSizeWarningLimit: 1000,
  },
  test: {
    environment: "jsdom",
    setupFiles: ["tests/setup.ts"],
    include: ["src/**/*.test.ts", "tests/**/*.test.ts"],
    restoreMocks: true,
    testTimeout: 20_000,
  },
});
