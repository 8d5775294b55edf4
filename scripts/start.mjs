// `npm start`: prepares a safe local database and serves the companion on it. With SUPABASE_URL set, it serves the app on that
// project and starts nothing local. `npm start -- --no-serve` only prepares the database.
import { build, install, root, run } from "./setup.mjs";

install();
build();
const { DATABASE_URL: _, ...env } = process.env;
const parameters = process.argv.slice(2).filter((parameter) => parameter !== "--no-serve");
if (!env.SUPABASE_URL) {
  // DATABASE_URL is ignored: it may name another database, and only the local one may be changed.
  run(process.execPath, [`${root}apps/companion/dist/fixture/main.js`, ...parameters], { env });
  const config = ["--config", `${root}apps/companion/rowproof.config.ts`];
  run(process.execPath, [`${root}packages/rowproof/bin/rowproof.js`, "up", ...config, ...parameters], {
    env,
  });
}
if (!process.argv.includes("--no-serve"))
  run(process.execPath, [`${root}apps/companion/dist/server/main.js`, ...parameters], { env });
