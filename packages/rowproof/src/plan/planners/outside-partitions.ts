import type { OutsidePartition } from "../../catalog/external-objects.js";
import { granteesOf, partitionObject } from "../../check/checks/outside-partitions.js";
import type { CheckContext } from "../../check/context.js";
import { bypassesRls } from "../../check/roles.js";
import { contractRoles } from "../../contract/contract.js";
import { displayName } from "../../sql/sql.js";
import { planned, together } from "../action.js";
import { locks } from "../locks.js";
import { findingsOf, type Planner } from "../planning.js";

/** Partitions in schemas that the contract does not list: users may reach them only through their table. */
export const outsidePartitions: Planner = {
  fixes: ["partition/open"],
  plan: (planning) =>
    together(
      findingsOf(planning, ...outsidePartitions.fixes).map(({ object, fix }) => {
        const partition = planning.context.catalog.external.outsidePartitions.find(
          (one) => partitionObject(one) === object,
        );
        if (partition === undefined) return planned({});
        const name = displayName(partition.schema, partition.name);
        return planned({
          groups: [
            {
              phase: "within",
              object,
              reason: `${name} is a partition of ${displayName(partition.of.schema, partition.of.name)}. Users may reach it only through that table, because a direct query skips the table's policies.`,
              actions: fix.split("\n").map((sql) => ({
                sql,
                lock: sql.startsWith("alter table") ? locks.exclusive(name) : locks.none,
              })),
            },
          ],
          removals: removals(planning.context, partition),
        });
      }),
    ),
};

function removals(context: CheckContext, partition: OutsidePartition): readonly string[] {
  const object = partitionObject(partition);
  const grantees = granteesOf(context, partition);
  const others = grantees.filter((grantee) => grantee !== "PUBLIC" && !partition.openTo.includes(grantee));
  return [
    ...partition.openTo.map((role) => `${role} can no longer query ${object} directly`),
    ...others.map((role) => `role ${displayName(role)} can no longer reach ${object}`),
    ...(grantees.includes("PUBLIC")
      ? [`every other role can no longer reach ${object}, which PUBLIC allowed`]
      : []),
    ...hiddenRows(context, partition, grantees),
  ];
}

/** The catalog does not hold its policies, so it is unknown which roles they name. */
function hiddenRows(
  { catalog }: CheckContext,
  { schema, name, kind, owner, rowSecurity, privileges, columnPrivileges }: OutsidePartition,
  revoked: readonly string[],
): readonly string[] {
  if (rowSecurity || kind === "foreign table") return [];
  const known: readonly string[] = [owner, "PUBLIC", ...contractRoles, ...revoked];
  const others = [...privileges, ...columnPrivileges]
    .map(({ grantee }) => grantee)
    .filter((grantee) => !known.includes(grantee) && !bypassesRls(catalog, grantee));
  return [...new Set(others)].map(
    (role) =>
      `role ${displayName(role)} no longer sees any row of ${displayName(schema, name)} in a direct query, unless a policy names this role: row level security is on`,
  );
}
