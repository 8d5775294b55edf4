import { readFile } from "node:fs/promises";
import { type CompanionMigration, migrationPath } from "@rowproof/testing/companion";
import { splitStatements } from "@rowproof/testing/statements";

const makers = ["CreateStmt", "CreateSeqStmt", "CreateFunctionStmt"];

/** The statements of migration files that make tables, sequences and functions, and nothing on who may touch them. */
export async function madeBy(files: readonly CompanionMigration[]): Promise<string> {
  const texts = await Promise.all(files.map((file) => readFile(migrationPath(file), "utf8")));
  const statements = (await Promise.all(texts.map(splitStatements))).flat();
  const kept = statements.filter(({ tree }) => makers.some((kind) => kind in tree));
  return kept.map(({ text }) => `${text};`).join("\n");
}
