// `npm test`: sets itself up, then runs every test. Parameters go to vitest: `npm test -- history`.
import { build, install, runBin } from "./setup.mjs";

install();
build();
runBin("vitest", ["run", ...process.argv.slice(2)]);
