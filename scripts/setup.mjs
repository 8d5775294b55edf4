// What `npm start`, `npm test` and `npm run check` need before they can begin: dependencies and a build.
// Plain JavaScript, because it runs before anything is installed.
import { spawnSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("..", import.meta.url));

// The program that runs gets Ctrl-C too, cleans up and ends. This one only waits for it.
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => {});

/** Runs a program in the repository's root; if it fails, this process ends with the same status. */
export function run(command, parameters, options = {}) {
  const { status, error } = spawnSync(command, parameters, { cwd: root, stdio: "inherit", ...options });
  if (error) throw error;
  // Null: ended by a signal.
  if (status !== 0) process.exit(status ?? 130);
}

/** Runs a program of a dependency. */
export function runBin(name, parameters, options) {
  run(process.execPath, [binOf(name), ...parameters], options);
}

const bins = {
  tsc: "node_modules/typescript/bin/tsc",
  vitest: "node_modules/vitest/vitest.mjs",
  biome: "node_modules/@biomejs/biome/bin/biome",
  knip: "node_modules/knip/bin/knip.js",
};

export function binOf(name) {
  return `${root}${bins[name]}`;
}

/** Installs the dependencies if they are missing or older than the lock file. */
export function install() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    console.error(
      `Rowproof needs Node 20.19 or newer; this is ${process.versions.node}. See https://nodejs.org`,
    );
    process.exit(2);
  }
  const installed = `${root}node_modules/.package-lock.json`;
  const lock = `${root}package-lock.json`;
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs) return;
  console.error("installing dependencies …");
  const npm = process.env.npm_execpath;
  const parameters = ["ci", "--no-audit", "--no-fund", "--loglevel=error"];
  // npm's words are narrative: they go to stderr.
  const options = { stdio: ["inherit", 2, "inherit"] };
  if (npm === undefined) run("npm", parameters, { ...options, shell: process.platform === "win32" });
  else run(process.execPath, [npm, ...parameters], options);
}

/** Compiles what changed since the last time. */
export function build() {
  runBin("tsc", ["--build"], { stdio: ["inherit", 2, "inherit"] });
}
