import type pg from "pg";
import type { Catalog } from "../catalog/facts.js";
import { statement } from "../dump/statement.js";
import { literal, raw } from "../sql/sql.js";
import { loadParts } from "./load.js";

/** A bucket of Supabase's storage: what policies name, and whether its files are for everybody. The only rows that a shadow has. */
export interface Bucket {
  readonly id: string;
  readonly public: boolean;
}

/** The buckets, where there are any and the client may read them. */
export async function readBuckets(client: pg.ClientBase, { relations }: Catalog): Promise<readonly Bucket[]> {
  const table = relations.find(({ schema, name }) => schema === "storage" && name === "buckets");
  const there = new Set(table?.columns.map(({ name }) => name));
  if (!there.has("id") || !there.has("name") || !there.has("public")) return [];
  const may = await client.query<{ may: boolean }>(
    "select pg_catalog.has_table_privilege('storage.buckets', 'select') as may",
  );
  if (may.rows[0]?.may !== true) return [];
  const { rows } = await client.query<Bucket>(
    "select id::text as id, coalesce(public, false) as public from storage.buckets order by 1",
  );
  return rows;
}

/** Puts the buckets into a shadow; one that its table does not take is left out. */
export async function loadBuckets(client: pg.ClientBase, buckets: readonly Bucket[]): Promise<void> {
  await loadParts(
    client,
    buckets.map(({ id, public: isPublic }) => ({
      object: "table storage.buckets",
      statements: [
        statement`insert into storage.buckets (id, name, public) values (${literal(id)}, ${literal(id)}, ${raw(String(isPublic))})`,
      ],
    })),
  );
}
