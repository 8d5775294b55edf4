// `rowproof/mutants`: how much of a database's access the proof would notice if it went wrong.
export { attackMutant, attackUnchanged, type UnchangedDatabase } from "./attack-mutant.js";
export { type BrokenCell, findBrokenCells, type MutantAttack } from "./broken-cell.js";
export { mutantClasses } from "./classes.js";
export type { MutableTable, MutationContext } from "./context.js";
export { type MutantArgument, type MutantSelection, makeMutants } from "./make-mutants.js";
export type { Mutant, MutantChange, MutantClass, MutantTarget } from "./mutant.js";
export { type MutantRun, type MutantRunOptions, runMutants } from "./run-mutants.js";
export { drawSample } from "./sample.js";
export { preventsRows, seedDatabase } from "./seeding.js";
export { judgeMutant, type MutantOutcome, type MutantVerdict, wrongOutcomes } from "./verdict.js";
