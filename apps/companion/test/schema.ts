import type pg from "pg";
import { readCatalog } from "../../../packages/rowproof/src/catalog/catalog.js";
import type { Catalog } from "../../../packages/rowproof/src/catalog/facts.js";

/**
 * Everything that the catalog says of a database but which server it is on, its own name and privileges, and the roles, which
 * are the cluster's: what two databases with the same schema have in common.
 */
export async function schemaOf(client: pg.ClientBase): Promise<object> {
  const { server: _server, roles: _roles, external, ...schema }: Catalog = await readCatalog(client);
  const { namespaces: _namespaces, ...beside } = external;
  return { ...schema, external: beside };
}
