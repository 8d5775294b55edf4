import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["packages/*/{src,test}/**/*.test.ts", "apps/*/**/*.test.ts", "scripts/test/*.test.mjs"],
    exclude: ["**/dist/**", "**/node_modules/**"],
    globalSetup: ["packages/rowproof/test/global-setup.ts"],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
  },
});
