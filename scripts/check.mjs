// `npm run check`: format and lint, types, unused code. `npm run fix` mends the first.
import { build, install, runBin } from "./setup.mjs";

install();
runBin("biome", ["check", "--error-on-warnings", "."]);
build();
runBin("tsc", ["--project", "tsconfig.test.json"]);
runBin("knip", []);
console.log("check: format, lint, types and unused code are clean");
