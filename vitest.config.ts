import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const file = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  resolve: {
    // The tests run the package from its source; only those that start a program need the build.
    alias: [
      { find: /^rowproof\/(catalog|embedded|stack)$/, replacement: file("packages/rowproof/src/$1/$1.ts") },
      { find: /^rowproof$/, replacement: file("packages/rowproof/src/index.ts") },
      { find: /^companion\/fixture$/, replacement: file("apps/companion/fixture/load.ts") },
      { find: /^@rowproof\/testing\/(.*)$/, replacement: file("packages/testing/src/$1.ts") },
    ],
  },
  test: {
    include: ["packages/*/{src,test}/**/*.test.ts", "apps/*/**/*.test.ts", "scripts/test/*.test.mjs"],
    exclude: ["**/dist/**", "**/node_modules/**"],
    globalSetup: ["packages/testing/src/global-setup.ts"],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
  },
});
