// `npm run check`: format and lint, types, unused code, and that README.md and the
// companion's guide are what the commands print. `npm run fix` fixes the first.
import { build, install, root, run, runBin } from "./setup.mjs";

install();
runBin("biome", ["check", "--error-on-warnings", "."]);
build();
runBin("tsc", ["--project", "tsconfig.test.json"]);
runBin("knip", []);
run(process.execPath, [`${root}scripts/readme.mjs`, "--check"]);
console.log("check: format, lint, types, unused code, the README and the companion's guide are clean");
