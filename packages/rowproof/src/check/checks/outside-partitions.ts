import type { OutsidePartition } from "../../catalog/external-objects.js";
import type { Finding } from "../../diagnostic.js";
import { listed } from "../../sql/list.js";
import { quoteRelation, quoteRole } from "../../sql/quote.js";
import { displayName } from "../../sql/sql.js";
import type { Check } from "../check.js";
import type { CheckContext } from "../context.js";
import { inheritedRoles } from "../roles.js";

/** A query of a partition uses the partition's own policies and privileges, not those of its table. */
export const outsidePartitions: Check = {
  id: "outside-partitions",
  part: "security",
  holds: "No partition in another schema can be queried directly",
  find: (context) =>
    context.catalog.external.outsidePartitions
      .filter(({ openTo }) => openTo.length > 0)
      .map((partition) => openPartition(context, partition)),
};

function openPartition(context: CheckContext, partition: OutsidePartition): Finding {
  const { kind, of, openTo, rowSecurity } = partition;
  return {
    id: "partition/open",
    level: "error",
    object: partitionObject(partition),
    message: `${listed(openTo)} ${openTo.length === 1 ? "has" : "have"} privileges on ${partitionObject(partition)}, a partition of ${displayName(of.schema, of.name)}`,
    why: "a direct query of a partition skips its table's policies, and this one is in no schema of the contract",
    fix: [
      revokeFrom(partition, granteesOf(context, partition)),
      ...(rowSecurity || kind === "foreign table"
        ? []
        : [`alter table ${quoteRelation(partition)} enable row level security;`]),
    ].join("\n"),
  };
}

/** `table parts.c2`. */
export function partitionObject({ kind, schema, name }: OutsidePartition): string {
  return `${kind === "foreign table" ? kind : "table"} ${displayName(schema, name)}`;
}

/** The grantees that open it to anon and authenticated: these roles, PUBLIC, and roles that they are members of. */
export function granteesOf({ catalog }: CheckContext, partition: OutsidePartition): readonly string[] {
  const { openTo, owner, privileges, columnPrivileges } = partition;
  const inherited = new Set(openTo.flatMap((role) => [...inheritedRoles(catalog, role)]));
  const grantees = [...privileges, ...columnPrivileges]
    .map(({ grantee }) => grantee)
    .filter((grantee) => inherited.has(grantee) && (grantee !== owner || openTo.includes(grantee)));
  // PUBLIC is the first in the list of privileges, and reads best at the end.
  const named = [...new Set(grantees)].filter((grantee) => grantee !== "PUBLIC");
  return grantees.includes("PUBLIC") ? [...named, "PUBLIC"] : named;
}

function revokeFrom(partition: OutsidePartition, grantees: readonly string[]): string {
  const from = grantees.length === 0 ? partition.openTo : grantees;
  const passedOn = [...partition.privileges, ...partition.columnPrivileges].some(
    ({ grantor }) => grantor !== partition.owner && from.includes(grantor),
  );
  return `revoke all on ${quoteRelation(partition)} from ${from.map(quoteRole).join(", ")}${passedOn ? " cascade" : ""};`;
}
