import { blocks, code, prose, table } from "./markdown.js";
import type { GuideMigration, Material } from "./material.js";

/** The migration files in their order, and what each says it is for. */
export function migrationsSection({ migrations }: Material): string {
  if (migrations.length === 0) return blocks("## Migrations", "There are none yet.");
  const rows = migrations.map((migration, index) => [
    `${index + 1}`,
    code(migration.fileName),
    [prose(purposeOf(migration)), migration.transactional ? "" : "Runs outside a transaction."]
      .filter((text) => text !== "")
      .join(" "),
  ]);
  return blocks(
    "## Migrations",
    "They run in this order. The first lines of each file say what it is for.",
    table(["", "file", "what it is for"], rows),
  );
}

/** The first paragraph of the comment at a file's top. */
export function purposeOf({ text }: Pick<GuideMigration, "text">): string {
  const lines = text
    .replace(/^\uFEFF/, "")
    .trimStart()
    .split(/\r?\n/);
  const end = lines.findIndex((line) => !line.startsWith("--"));
  const said = lines
    .slice(0, end === -1 ? lines.length : end)
    .map((line) => line.replace(/^--+/, "").trim())
    .filter((line) => !/^rowproof:/i.test(line));
  const first = said.findIndex((line) => /\p{L}/u.test(line));
  const paragraph = first === -1 ? [] : said.slice(first);
  const last = paragraph.findIndex((line) => !/[\p{L}\p{N}]/u.test(line));
  return paragraph.slice(0, last === -1 ? paragraph.length : last).join(" ");
}
