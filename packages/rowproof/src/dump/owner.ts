import type { Catalog } from "../catalog/facts.js";
import { identifier, type Piece, raw } from "../sql/sql.js";

/**
 * The role that owns most of the schema, which in the dump is the role that loads it; of several the first by name. With
 * nothing owned it is the role that read the catalog.
 */
export function mainOwner(catalog: Catalog): string {
  const counts = new Map<string, number>();
  for (const { owner, extension } of [...catalog.relations, ...catalog.routines, ...catalog.types]) {
    if (extension === null) counts.set(owner, (counts.get(owner) ?? 0) + 1);
  }
  const most = Math.max(0, ...counts.values());
  const owners = [...counts].filter(([, count]) => count === most).map(([owner]) => owner);
  return owners.sort()[0] ?? catalog.server.currentRole;
}

/** Writes a role's name: `current_user` for the main owner, `public` for everybody. */
export function roleWriter(main: string): (name: string) => Piece {
  return (name) => {
    if (name === "PUBLIC") return raw("public");
    return name === main ? raw("current_user") : identifier(name);
  };
}
