// Pastes the real output of the commands into README.md, and writes the companion's guide from the same database. With --check
// it compares instead, without times and dates.
import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "./setup.mjs";

const readme = join(root, "README.md");
const cli = join(root, "packages/rowproof/bin/rowproof.js");
const check = process.argv.includes("--check");
const home = mkdtempSync(join(tmpdir(), "rowproof-readme-"));

/** The output of a command: stderr, then stdout. */
function shown(parameters) {
  const env = { ...process.env, NO_COLOR: "1", COLUMNS: "100" };
  const { status, stdout, stderr } = spawnSync(process.execPath, parameters, {
    cwd: root,
    env,
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`${parameters.join(" ")} exited ${status}:\n${stderr}${stdout}`);
  return (
    `${stderr}${stdout}`
      .replaceAll(`embedded:${home}/data`, "embedded:DIR")
      .replaceAll(`${home}/data`, "apps/companion/.rowproof")
      .replaceAll(" --database embedded:DIR", "")
      // Progress is printed only on a slow machine.
      .replaceAll(/^ *… .*\n/gm, "")
      .replace(/^\n+|\s+$/g, "")
  );
}

function outputs() {
  chmodSync(home, 0o755);
  const start = [join(root, "scripts/start.mjs"), "--no-serve", "--database", `embedded:${home}/data`];
  const first = shown(start);
  const config = ["--config", join(root, "apps/companion/rowproof.config.ts")];
  const second = shown(start);
  const matrix = shown([cli, "prove", ...config, "--database", `embedded:${home}/data`]);
  return { first, second, matrix, help: `$ npx rowproof --help\n${shown([cli, "--help"])}` };
}

/** Writes the companion's guide, or compares it. Returns whether it is up to date. */
function guide() {
  const config = join(root, "apps/companion/rowproof.config.ts");
  const on = ["--config", config, "--database", `embedded:${home}/data`];
  const parameters = [cli, "guide", ...(check ? ["--check"] : []), ...on];
  return spawnSync(process.execPath, parameters, { cwd: root, stdio: "inherit" }).status === 0;
}

/** Without what differs from run to run. */
function lasting(text) {
  return text
    .replaceAll(/ +\d+(\.\d+)? m?s\b/g, " (time)")
    .replaceAll(/\d{8}t\d{9}z/g, "(moment)")
    .replaceAll(/[\d,]+ attempts/g, "(attempts)");
}

const present = readFileSync(readme, "utf8");
let fresh = present;
let guided = false;
try {
  for (const [name, text] of Object.entries(outputs())) {
    const block = new RegExp(`(<!-- output: ${name} -->\n)[^]*?(<!-- /output -->)`);
    fresh = fresh.replace(block, (_, before, after) => `${before}\n\`\`\`text\n${text}\n\`\`\`\n\n${after}`);
  }
  guided = guide();
} finally {
  rmSync(home, { recursive: true, force: true });
}
if (!guided) process.exitCode = 1;
if (check) {
  if (lasting(fresh) !== lasting(present)) {
    console.error("README.md does not show what the commands print; node scripts/readme.mjs pastes it");
    process.exitCode = 1;
  }
} else {
  writeFileSync(readme, fresh);
}
