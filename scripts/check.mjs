// `npm run check`: format and lint, types, unused code, the rooms of the package, and that README.md and the companion's guide
// are what the commands print. `npm run fix` fixes format and lint.
import { build, install, root, run, runBin } from "./setup.mjs";

install();
runBin("biome", ["check", "--error-on-warnings", "."]);
build();
runBin("tsc", ["--project", "tsconfig.test.json"]);
runBin("knip", []);
run(process.execPath, [`${root}scripts/rooms.mjs`]);
run(process.execPath, [`${root}scripts/readme.mjs`, "--check"]);
console.log("check: format, lint, types, unused code, rooms, the README and the companion's guide are clean");
