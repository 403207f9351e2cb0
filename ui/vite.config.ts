/** Builds the page into ui/dist: hashed assets, nothing inline, so that a strict CSP passes. */
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  build: {
    outDir: "dist",
    emptyOutDir: true,
    target: "es2022",
    // A data: URL would need its own word in the CSP.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            {
              name: "vendor",
              test: /node_modules[\\/](react|react-dom|scheduler|i18next|react-i18next|@tanstack|zod|wouter)[\\/]/,
              priority: 2,
            },
            // What several pages share comes in one file instead of forty.
            { name: "common", minShareCount: 9, priority: 1 },
          ],
        },
      },
    },
  },
});
