import { readFile } from "node:fs/promises";
import { type FreshDatabaseOptions, freshDatabase } from "@rowproof/testing/database";
import type pg from "pg";
import { readCatalog } from "../../src/catalog/catalog.js";
import type { Catalog } from "../../src/catalog/facts.js";

/** Roles are the cluster's: test files that run at the same time make them once. */
export const testRoles = `do $$ begin
  if to_regrole('dump_other') is null then create role dump_other; end if;
  if to_regrole('dump_loader') is null then create role dump_loader login; end if;
exception when duplicate_object or unique_violation then null;
end $$`;

/** One of the schemas in `corpus/dump`. */
export function corpus(name: string): Promise<string> {
  return readFile(new URL(`../corpus/dump/${name}.sql`, import.meta.url), "utf8");
}

/** What the schemas are after some SQL in an empty database. */
export async function catalogAfter(
  run: (client: pg.Client) => Promise<unknown>,
  options: FreshDatabaseOptions & { readonly schemas?: readonly string[] } = {},
): Promise<Catalog> {
  const { schemas = ["public"], ...rest } = options;
  const database = await freshDatabase(rest);
  try {
    await database.client.query(testRoles);
    await run(database.client);
    return await readCatalog(database.client, { schemas });
  } finally {
    await database.drop();
  }
}
