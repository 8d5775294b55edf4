import type { Catalog, Relation } from "../catalog/facts.js";
import type { Access, CommandAccess } from "../contract/contract.js";
import type { NamedTable } from "../contract/resolved.js";

/** The schema in which Supabase lists stored files. Requests reach it through its own API, not through the exposed schemas. */
const place = { schema: "storage", name: "objects" };

/** The table of stored files, if it exists. */
export function storageObjects({ relations }: Catalog): Relation | undefined {
  return relations.find(({ schema, name }) => schema === place.schema && name === place.name);
}

/**
 * The most that a contract allows if it does not name the stored files: signed-in users reach their own files, by owner or by
 * folder, and everybody reads public buckets (Supabase documentation, "Storage Access Control").
 */
export function storageAccess(relation: Relation): NamedTable {
  const there = new Set(relation.columns.map(({ name }) => name));
  const own = [
    ...(there.has("owner_id") ? ["owner_id = auth.uid()::text"] : []),
    ...(there.has("owner") ? ["owner::text = auth.uid()::text"] : []),
    "split_part(name, '/', 1) = auth.uid()::text",
  ].join(" or ");
  const open = "bucket_id in (select id from storage.buckets where public)";
  const where = (predicate: string): CommandAccess => ({ rows: { kind: "where", predicate } });
  const none: CommandAccess = { rows: { kind: "none" } };
  const all: CommandAccess = { rows: { kind: "all" } };
  const access: Access = {
    anon: { select: where(open), insert: none, update: none, delete: none },
    authenticated: {
      select: where(`${own} or ${open}`),
      insert: where(own),
      update: where(own),
      delete: where(own),
    },
    service_role: { select: all, insert: all, update: all, delete: all },
  };
  const key = `${place.schema}.${place.name}`;
  return { ...place, key, access, declared: { access, views: [] }, relation, views: [], owners: [] };
}
