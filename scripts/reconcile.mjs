// `npm run billing:reconcile`: processes the events of the payment provider that failed or were not delivered.
import { build, install, root, run } from "./setup.mjs";

install();
build();
run(process.execPath, [`${root}apps/companion/dist/server/reconcile.js`, ...process.argv.slice(2)]);
