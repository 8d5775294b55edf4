// `npm start`: from a fresh clone to a safe companion database on a Postgres of its own.
import { build, install, root, run } from "./setup.mjs";

install();
build();
run(process.execPath, [`${root}apps/companion/dist/fixture/main.js`]);
run(process.execPath, [
  `${root}packages/rowproof/bin/rowproof.js`,
  "up",
  "--config",
  `${root}apps/companion/rowproof.config.ts`,
  ...process.argv.slice(2),
]);
