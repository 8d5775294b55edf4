import { readFile } from "node:fs/promises";
import { type CompanionMigration, migrationPath } from "@rowproof/testing/companion";
import { splitStatements } from "@rowproof/testing/statements";

const creates = ["CreateStmt", "CreateSeqStmt", "CreateFunctionStmt"];

/** The statements of migration files that create tables, sequences and functions, without policies and grants. */
export async function createdBy(files: readonly CompanionMigration[]): Promise<string> {
  const texts = await Promise.all(files.map((file) => readFile(migrationPath(file), "utf8")));
  const statements = (await Promise.all(texts.map(splitStatements))).flat();
  const creating = statements.filter(({ tree }) => creates.some((kind) => kind in tree));
  return creating.map(({ text }) => `${text};`).join("\n");
}
