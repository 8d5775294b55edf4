import type pg from "pg";
import { readCatalog } from "rowproof/catalog";

/**
 * What two databases with the same schema have in common: the catalog without the server, the roles (they belong to the cluster),
 * and the name and privileges of the database itself.
 */
export async function schemaOf(client: pg.ClientBase): Promise<object> {
  const { server: _server, roles: _roles, external, ...schema } = await readCatalog(client);
  const { namespaces: _namespaces, ...others } = external;
  return { ...schema, external: others };
}
