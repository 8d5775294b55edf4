import type pg from "pg";
import { readCatalog } from "../../../packages/rowproof/src/catalog/catalog.js";
import type { Catalog } from "../../../packages/rowproof/src/catalog/facts.js";

/**
 * Everything that the catalog says of a database but which server it is on, and the roles, which are the cluster's: what two
 * databases with the same schema have in common.
 */
export async function schemaOf(client: pg.ClientBase): Promise<Omit<Catalog, "server" | "roles">> {
  const { server: _server, roles: _roles, ...schema } = await readCatalog(client);
  return schema;
}
