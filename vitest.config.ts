import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

const file = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** The files that take longest, the longest first: two workers end at about the same time only if these begin first. */
const longest = [
  "rowproof/test/attack/corpus.test.ts",
  "rowproof/test/cli/prove-gate.test.ts",
  "rowproof/test/mutants/companion.test.ts",
  "rowproof/test/cli/prove.test.ts",
  "rowproof/test/cli/prove-live.test.ts",
  "companion/test/plan.test.ts",
  "companion/test/up.test.ts",
  "companion/test/api/requests.test.ts",
];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const place = longest.findIndex((path) => moduleId.endsWith(path));
      return place === -1 ? longest.length : place;
    };
    return (await super.sort(files)).toSorted((one, other) => rank(one) - rank(other));
  }
}

export default defineConfig({
  resolve: {
    // The tests run the package from its source; only those that start a program need the build.
    alias: [
      {
        find: /^rowproof\/(catalog|commands|embedded|mutants|stack)$/,
        replacement: file("packages/rowproof/src/$1/$1.ts"),
      },
      { find: /^rowproof$/, replacement: file("packages/rowproof/src/index.ts") },
      { find: /^companion\/fixture$/, replacement: file("apps/companion/fixture/load.ts") },
      { find: /^@rowproof\/testing\/(.*)$/, replacement: file("packages/testing/src/$1.ts") },
    ],
  },
  test: {
    include: ["packages/*/{src,test}/**/*.test.ts", "apps/*/**/*.test.ts", "scripts/test/**/*.test.mjs"],
    exclude: ["**/dist/**", "**/node_modules/**"],
    globalSetup: ["packages/testing/src/global-setup.ts"],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
    // The files of a worker share their modules: the parser, the command line and the connections to servers are loaded once.
    isolate: false,
  },
});
