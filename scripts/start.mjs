// `npm start`: from a fresh clone to the companion served on a safe database of its own. With SUPABASE_URL set, the same app on
// that project, and nothing local. `npm start -- --no-serve` only prepares the database.
import { build, install, root, run } from "./setup.mjs";

install();
build();
const { DATABASE_URL: _, ...env } = process.env;
const asked = process.argv.slice(2).filter((parameter) => parameter !== "--no-serve");
if (!env.SUPABASE_URL) {
  // A DATABASE_URL of the shell's is for something else: only what is asked for here is touched.
  run(process.execPath, [`${root}apps/companion/dist/fixture/main.js`, ...asked], { env });
  const config = ["--config", `${root}apps/companion/rowproof.config.ts`];
  run(process.execPath, [`${root}packages/rowproof/bin/rowproof.js`, "up", ...config, ...asked], { env });
}
if (!process.argv.includes("--no-serve"))
  run(process.execPath, [`${root}apps/companion/dist/server/main.js`, ...asked], { env });
