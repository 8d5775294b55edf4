import type pg from "pg";
import { sql } from "../sql/sql.js";
import { calls } from "./calls.js";
import { claimRoutines } from "./claim-routines.js";
import { columns } from "./columns.js";
import { constraints } from "./constraints.js";
import { defaultPrivileges } from "./default-privileges.js";
import { dependencies, dependencyOf } from "./dependencies.js";
import type { Catalog, Relation, Server } from "./facts.js";
import { type Family, family, groupByOwner, schemaList } from "./family.js";
import { freeze } from "./freeze.js";
import { indexes } from "./indexes.js";
import { namespaces } from "./namespaces.js";
import { outsidePartitions } from "./outside-partitions.js";
import { policies } from "./policies.js";
import { effectivePrivileges } from "./privileges.js";
import { type BareRelation, relations } from "./relations.js";
import { roles } from "./roles.js";
import { routines } from "./routines.js";
import { extensions, schemaFacts } from "./schemas.js";
import { readInSnapshot } from "./snapshot.js";
import { sorted } from "./sorted.js";
import { storedSettings } from "./stored-settings.js";
import { triggerRoutines } from "./trigger-routines.js";
import { outsideTriggers, triggers, userKeysDisabled, userTriggers } from "./triggers.js";
import { types } from "./types.js";
import { unread } from "./unread.js";
import { userPrivileges } from "./user-privileges.js";

const server = family<Server>(
  () => sql`
  select '' as of, json_build_object(
    'versionNumber', v.number,
    'major', v.number / 10000,
    'database', current_database(),
    'currentRole', current_user,
    'superuser', (select r.rolsuper from pg_roles r where r.rolname = current_user)
  ) as fact
  from (select current_setting('server_version_num')::int) as v (number)`,
);

const families = {
  server,
  schemas: schemaFacts,
  roles,
  extensions,
  relations,
  columns,
  constraints,
  indexes,
  policies,
  triggers,
  effective: effectivePrivileges,
  routines,
  types,
  outsideTriggers,
  defaultPrivileges,
  dependencies,
  unread,
  userTriggers,
  userKeysDisabled,
  triggerRoutines,
  claimRoutines,
  calls,
  storedSettings,
  namespaces,
  userPrivileges,
  outsidePartitions,
};

type Families = typeof families;
type RowsByFamily = { readonly [Name in keyof Families]: ReturnType<Families[Name]["rows"]> };

/**
 * Reads the facts of a database's schemas: one snapshot, one round trip, nothing written, no superuser needed. Inside a
 * transaction of the client's own it reads within it, sees what it has not committed, and leaves it as it was.
 *
 * @param options.schemas the schemas to read; `["public"]` if not given. One that does not exist is not in the result.
 * @returns a deeply frozen catalog.
 * @throws what the server or the driver throws.
 */
export async function readCatalog(
  client: pg.ClientBase,
  options: { readonly schemas?: readonly string[] } = {},
): Promise<Catalog> {
  const list = schemaList(options.schemas ?? ["public"]);
  const entries = Object.entries<Family<unknown>>(families);
  const results = await readInSnapshot(
    client,
    entries.map(([, { query }]) => query(list)),
  );
  const rows = Object.fromEntries(
    entries.map(([name, { rows }], index) => [name, rows(results[index] ?? [])]),
  );
  return freeze(assemble(rows as unknown as RowsByFamily));
}

function assemble(rows: RowsByFamily): Catalog {
  const [only] = rows.server;
  if (only === undefined) throw new TypeError("the server did not say what it is");
  const facts = <Fact>(list: readonly { readonly fact: Fact }[]) => list.map(({ fact }) => fact);
  return {
    server: only.fact,
    schemas: sorted(facts(rows.schemas), ({ name }) => [name]),
    roles: sorted(facts(rows.roles), ({ name }) => [name]),
    extensions: sorted(facts(rows.extensions), ({ name }) => [name]),
    relations: assembleRelations(rows),
    routines: sorted(facts(rows.routines), (routine) => [routine.schema, routine.name, routine.arguments]),
    types: sorted(facts(rows.types), (type) => [type.schema, type.name]),
    outsideTriggers: facts(rows.outsideTriggers),
    defaultPrivileges: sorted(facts(rows.defaultPrivileges), (entry) => [
      entry.creator,
      entry.schema ?? "",
      entry.objects,
    ]),
    dependencies: sorted(facts(rows.dependencies).map(dependencyOf), ({ object, on }) => [object, on]),
    unread: facts(rows.unread),
    external: {
      userTriggers: facts(rows.userTriggers),
      userKeysDisabled: facts(rows.userKeysDisabled).includes(true),
      triggerRoutines: facts(rows.triggerRoutines),
      claimRoutines: facts(rows.claimRoutines),
      calls: facts(rows.calls),
      settings: facts(rows.storedSettings),
      namespaces: facts(rows.namespaces),
      userPrivileges: facts(rows.userPrivileges),
      outsidePartitions: facts(rows.outsidePartitions),
      predicates: [],
    },
  };
}

function assembleRelations(rows: RowsByFamily): readonly Relation[] {
  const parts = {
    columns: groupByOwner(rows.columns),
    constraints: groupByOwner(rows.constraints),
    indexes: groupByOwner(rows.indexes),
    policies: groupByOwner(rows.policies),
    triggers: groupByOwner(rows.triggers),
    effective: groupByOwner(rows.effective),
  };
  const whole = ({ of, fact }: { readonly of: string; readonly fact: BareRelation }): Relation => ({
    ...fact,
    columns: parts.columns.get(of) ?? [],
    constraints: parts.constraints.get(of) ?? [],
    indexes: parts.indexes.get(of) ?? [],
    policies: parts.policies.get(of) ?? [],
    triggers: parts.triggers.get(of) ?? [],
    effective: parts.effective.get(of) ?? [],
  });
  return sorted(rows.relations.map(whole), ({ schema, name }) => [schema, name]);
}
