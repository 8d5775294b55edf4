// `npm start`: from a fresh clone to a safe companion database on a Postgres of its own.
import { build, install, root, run } from "./setup.mjs";

install();
build();
const { DATABASE_URL: _, ...env } = process.env;
const asked = process.argv.slice(2);
// A DATABASE_URL of the shell's is for something else: only what is asked for here is touched.
run(process.execPath, [`${root}apps/companion/dist/fixture/main.js`, ...asked], { env });
const config = ["--config", `${root}apps/companion/rowproof.config.ts`];
run(process.execPath, [`${root}packages/rowproof/bin/rowproof.js`, "up", ...config, ...asked], { env });
