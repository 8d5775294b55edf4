import type { OutsidePartition } from "../../catalog/external-objects.js";
import { granteesOf, partitionObject } from "../../check/checks/outside-partitions.js";
import { bypassesRls } from "../../check/roles.js";
import type { Subject } from "../../check/subject.js";
import { contractRoles } from "../../contract/contract.js";
import { displayName } from "../../sql/sql.js";
import { planned, together } from "../action.js";
import { locks } from "../locks.js";
import { findingsOf, type Planner } from "../planning.js";

/** Partitions in schemas that the contract does not list: callers reach them through their table's name alone. */
export const outsidePartitions: Planner = {
  fixes: ["partition/open"],
  plan: (planning) =>
    together(
      findingsOf(planning, ...outsidePartitions.fixes).map(({ object, fix }) => {
        const partition = planning.subject.catalog.external.outsidePartitions.find(
          (one) => partitionObject(one) === object,
        );
        if (partition === undefined) return planned({});
        const name = displayName(partition.schema, partition.name);
        return planned({
          groups: [
            {
              phase: "within",
              object,
              reason: `${name} is a partition of ${displayName(partition.of.schema, partition.of.name)} and is reached through that table's name alone: named directly, it would not ask the table's policies.`,
              actions: fix.split("\n").map((sql) => ({
                sql,
                lock: sql.startsWith("alter table") ? locks.exclusive(name) : locks.none,
              })),
            },
          ],
          removals: removals(planning.subject, partition),
        });
      }),
    ),
};

function removals(subject: Subject, partition: OutsidePartition): readonly string[] {
  const object = partitionObject(partition);
  const grantees = granteesOf(subject, partition);
  const others = grantees.filter((grantee) => grantee !== "PUBLIC" && !partition.openTo.includes(grantee));
  return [
    ...partition.openTo.map((role) => `${role} can no longer reach ${object} by a name of its own`),
    ...others.map((role) => `role ${displayName(role)} can no longer reach ${object}`),
    ...(grantees.includes("PUBLIC")
      ? [`every other role can no longer reach ${object}, which PUBLIC gave`]
      : []),
    ...hiddenRows(subject, partition, grantees),
  ];
}

/** Its policies are not read, so nobody can say for whom there is one. */
function hiddenRows(
  { catalog }: Subject,
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
      `role ${displayName(role)} sees no row under the name ${displayName(schema, name)} any more, unless a policy there is for it: row level security is on`,
  );
}
