// What the companion's classes need to write SQL.
export { routineName } from "../../packages/rowproof/dist/mutants/routine-name.js";
export { piece, statement } from "../../packages/rowproof/dist/mutants/statement.js";
export { raw } from "../../packages/rowproof/dist/sql/sql.js";
