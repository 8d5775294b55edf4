// Proves a contract from a script, without the command line: `node prove.mjs [DATABASE]`. Without a database it starts an
// embedded one in .rowproof/.
import { defineConfig, ownedBy } from "rowproof";
import { prove, RowproofError, up } from "rowproof/commands";

const database = process.argv[2] ?? "embedded:.rowproof";
const contract = defineConfig({
  migrations: "migrations",
  schema: ".rowproof/schema.sql",
  tables: { notes: { access: ownedBy("user_id") } },
});

try {
  await up({ database, contract, backup: false, gate: "verify" });
  const { verdict, cells, attempts } = await prove({ database, contract });
  for (const { status, object, actor, command } of cells) {
    if (status !== "ok") console.log(`${status}: ${actor} ${command} ${object.name}`);
  }
  console.log(`${verdict}: ${cells.length} cells, ${attempts} attempts`);
  process.exitCode = verdict === "ok" ? 0 : 1;
} catch (error) {
  if (!(error instanceof RowproofError)) throw error;
  for (const { message, why, fix } of [error, ...error.details]) console.error(`${message}\n${why}\n${fix}`);
  process.exitCode = error.exitCode;
}
