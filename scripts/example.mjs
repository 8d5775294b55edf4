// `npm run example -- team`: brings one of the databases in examples/ from its first state to clean, on a Postgres of its own
// that is removed afterwards. It drafts a contract (init), takes the corrected contract of the example, plans, applies and
// verifies. With --keep FOLDER the database and the files stay there. An example that has a prove.mjs is a script: it is run instead.
import { spawnSync } from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { build, install, root } from "./setup.mjs";

install();
build();
const { values, positionals } = parseArgs({ options: { keep: { type: "string" } }, allowPositionals: true });
const names = readdirSync(join(root, "examples"), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);
const [name] = positionals;
if (name === undefined || !names.includes(name)) {
  console.error(`name one of the examples: npm run example -- ${names.join(" | ")}`);
  process.exit(2);
}

const { openEmbedded } = await import("../packages/rowproof/dist/embedded/embedded.js");
const { connect } = await import("../packages/rowproof/dist/sql/connection.js");
const source = join(root, "examples", name);
const home =
  values.keep === undefined ? mkdtempSync(join(tmpdir(), "rowproof-example-")) : resolve(values.keep);
const project = join(home, name);
mkdirSync(join(project, "migrations"), { recursive: true });
chmodSync(home, 0o755);
const script = join(source, "prove.mjs");
const isScript = existsSync(script);
// The embedded database comes with Supabase's roles. Where the commands run, it has its old open default privileges, as such a
// database is found.
const { url, close } = await openEmbedded({
  directory: join(home, "data"),
  openDefaultPrivileges: !isScript,
});

/** Runs a command as a person would, and prints it. */
function rowproof(expected, ...parameters) {
  console.log(`\n$ rowproof ${parameters.join(" ")}`);
  const cli = join(root, "packages/rowproof/bin/rowproof.js");
  const env = { ...process.env, DATABASE_URL: url };
  const { status } = spawnSync(process.execPath, [cli, ...parameters], {
    cwd: project,
    env,
    stdio: "inherit",
  });
  if (status !== expected)
    throw new Error(`rowproof ${parameters[0]} exited ${status} instead of ${expected}`);
}

/** Runs an example's own script on the database. */
function runScript() {
  cpSync(join(source, "migrations"), join(project, "migrations"), { recursive: true });
  const { status } = spawnSync(process.execPath, [script, url], { cwd: project, stdio: "inherit" });
  if (status !== 0) throw new Error(`${script} exited ${status}`);
}

/** Brings the database of an example to its contract by the command line. */
async function runCommands() {
  const client = await connect(url);
  await client.query(readFileSync(join(source, "before.sql"), "utf8")).finally(() => client.end());
  rowproof(0, "init", "--config", "drafted.config.ts");
  cpSync(join(source, "rowproof.config.ts"), join(project, "rowproof.config.ts"));
  rowproof(1, "plan", "--prune", "--write", "obey");
  rowproof(0, "up", "--yes", "--no-backup");
  rowproof(0, "plan");
  rowproof(0, "verify");
}

try {
  await (isScript ? runScript() : runCommands());
} finally {
  await close();
  if (values.keep === undefined) rmSync(home, { recursive: true, force: true });
}
