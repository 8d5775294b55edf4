import type pg from "pg";
import { readCatalog } from "../catalog/catalog.js";
import type { Catalog, Schema } from "../catalog/facts.js";
import { schemaList } from "../catalog/family.js";
import { schemaFacts } from "../catalog/schemas.js";
import { readInSnapshot } from "../catalog/snapshot.js";
import { type Bucket, readBuckets } from "./buckets.js";
import type { ExtensionMember, ExtensionOwner, RewriteRule } from "./foundations.js";
import { bootstrapRole, extensionMembers, extensionOwners, presentSchemas, rules } from "./foundations.js";
import { schemasToRebuild } from "./schemas.js";

/** All that a database's exposed schemas rest on: what a shadow is built from. Plain data, deeply readable. */
export interface SchemaSnapshot {
  /** The schemas that are rebuilt: the exposed ones, the project's own, and `auth` and `storage` where they are there. */
  readonly catalog: Catalog;
  readonly exposed: readonly string[];
  /** The superuser that the cluster began with, who owns what Postgres came with. */
  readonly bootstrap: string;
  /** The schemas that are made, with their privileges, and left empty but for their extensions. */
  readonly otherSchemas: readonly Schema[];
  readonly extensionOwners: readonly ExtensionOwner[];
  /** What the extensions brought, for those that the shadow's server does not have. */
  readonly members: readonly ExtensionMember[];
  readonly rules: readonly RewriteRule[];
  readonly buckets: readonly Bucket[];
}

/**
 * Reads everything of a database that its exposed schemas rest on. Writes nothing and needs no superuser; inside a transaction of
 * the client's own it sees what that has not committed.
 *
 * @param exposed the schemas that requests reach. One that does not exist is left out.
 * @throws what the server or the driver throws.
 */
export async function readSnapshot(
  client: pg.ClientBase,
  exposed: readonly string[],
): Promise<SchemaSnapshot> {
  const [present = []] = await readInSnapshot(client, [presentSchemas.query(schemaList([]))]);
  const names = presentSchemas.rows(present).map(({ fact }) => fact);
  const schemas = schemasToRebuild(names, exposed);
  const others = names.filter((name) => !schemas.includes(name));
  const catalog = await readCatalog(client, { schemas });
  const foundations = await readFoundations(client, schemas, others);
  const buckets = await readBuckets(client, catalog);
  return { catalog, exposed: exposed.filter((name) => schemas.includes(name)), ...foundations, buckets };
}

async function readFoundations(client: pg.ClientBase, schemas: readonly string[], others: readonly string[]) {
  const [bootstrap = [], other = [], owners = [], members = [], rewrites = []] = await readInSnapshot(
    client,
    [
      bootstrapRole.query(schemaList([])),
      schemaFacts.query(schemaList(others)),
      extensionOwners.query(schemaList([])),
      extensionMembers.query(schemaList([])),
      rules.query(schemaList(schemas)),
    ],
  );
  return {
    bootstrap: bootstrapRole.rows(bootstrap)[0]?.fact ?? "postgres",
    otherSchemas: schemaFacts.rows(other).map(({ fact }) => fact),
    extensionOwners: extensionOwners.rows(owners).map(({ fact }) => fact),
    members: extensionMembers.rows(members).map(({ fact }) => fact),
    rules: rules.rows(rewrites).map(({ fact }) => fact),
  };
}
