import { readFile } from "node:fs/promises";
import { parseStatements } from "../../../packages/rowproof/src/sql/parser.js";
import { type Migration, migrationPath } from "./support.js";

const makers = ["CreateStmt", "CreateSeqStmt", "CreateFunctionStmt"];

/** The statements of migration files that make tables, sequences and functions, and nothing on who may touch them. */
export async function madeBy(files: readonly Migration[]): Promise<string> {
  const texts = await Promise.all(files.map((file) => readFile(migrationPath(file), "utf8")));
  const statements = (await Promise.all(texts.map(parseStatements))).flat();
  const kept = statements.filter(({ tree }) => makers.some((kind) => kind in tree));
  return kept.map(({ text }) => `${text};`).join("\n");
}
