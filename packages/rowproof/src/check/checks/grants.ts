import type { Relation } from "../../catalog/facts.js";
import { type ContractRole, commands } from "../../contract/contract.js";
import type { ResolvedTable } from "../../contract/resolved.js";
import type { Finding } from "../../diagnostic.js";
import { counted } from "../../sql/list.js";
import { objectOf } from "../../sql/object-name.js";
import { quoteRole } from "../../sql/quote.js";
import { displayName } from "../../sql/sql.js";
import type { Check } from "../check.js";
import type { CheckContext } from "../context.js";
import { listPrivileges, onRelation, revokeStatements, sourceClause } from "../grant-source.js";
import { type Held, type PrivilegeDifference, privilegeDifferences } from "../privilege-difference.js";
import { inheritedRoles } from "../roles.js";
import { tablesNotThere } from "../undecided.js";

/** Whether a privilege opens no row through the API, so that the service may have it. */
export function isBeyondRows(privilege: string): boolean {
  return ["TRUNCATE", "REFERENCES", "TRIGGER", "MAINTAIN"].includes(privilege);
}

export const grants: Check = {
  id: "grants",
  part: "verification",
  holds: "Signed-in users and the service have exactly the contract's privileges on every table and view",
  undecided: tablesNotThere,
  summary: ({ tables }) => {
    const views = tables.reduce((sum, table) => sum + table.views.length, 0);
    return `${counted(tables.length, "table")} and ${counted(views, "view")}`;
  },
  find: (context) => [
    ...privilegeDifferences(context, "authenticated").flatMap((difference) => [
      ...missing(difference),
      ...excess(context, difference, (held) => !isProtected(difference, held)),
    ]),
    ...privilegeDifferences(context, "service_role").flatMap((difference) => [
      ...missing(difference),
      ...excess(
        context,
        difference,
        (held) => difference.expected.length === 0 || !isBeyondRows(held.privilege),
      ),
    ]),
    ...closedSchemas(context),
  ],
};

export const protectedColumns: Check = {
  id: "protected-columns",
  part: "security",
  holds: "Column grants protect the columns that users may not write, on the table and its views",
  undecided: tablesNotThere,
  summary: ({ tables }) => {
    const limited = tables.filter(
      ({ access: { authenticated } }) => authenticated.update.columns ?? authenticated.insert.columns,
    );
    return `${counted(limited.length, "table")} with such columns`;
  },
  find: (context) =>
    privilegeDifferences(context, "authenticated").flatMap((difference) =>
      excess(context, difference, (held) => isProtected(difference, held)),
    ),
};

export const anonymousRelations: Check = {
  id: "anonymous-relations",
  part: "security",
  holds: "Anonymous users have no privileges beyond the contract",
  find: (context) =>
    privilegeDifferences(context, "anon").flatMap((difference) => [
      ...missing(difference),
      ...excess(context, difference, () => true),
    ]),
};

/** Whether the contract lets the role do this to some columns, so that any other is a protected one. */
function isProtected({ expected }: PrivilegeDifference, held: Held): boolean {
  return expected.some(({ privilege, columns }) => privilege === held.privilege && columns !== null);
}

function missing(difference: PrivilegeDifference): readonly Finding[] {
  const { relation, role, missing } = difference;
  const byColumn = missing.filter((held) => isOnEveryColumn(relation, role, held));
  const lacking = missing.filter((held) => !byColumn.includes(held));
  return [
    ...lack(difference, lacking, {
      id: "grant/missing",
      level: "error",
      message: `${role} lacks ${listPrivileges(lacking)} on ${objectOf(relation)}`,
      why: "the contract allows it, and Postgres checks privileges before policies",
    }),
    ...lack(difference, byColumn, {
      id: "grant/by-column",
      level: "warning",
      message: `${role} has ${listPrivileges(byColumn)} on ${objectOf(relation)} column by column only`,
      why: "nothing is missing today, but the grants do not cover a column that is added later",
    }),
  ];
}

/** Whether a privilege is held on each of the columns, though not on the whole relation. */
function isOnEveryColumn(relation: Relation, role: ContractRole, held: Held): boolean {
  const actual = relation.effective.find((one) => one.role === role && one.privilege === held.privilege);
  const columns = actual?.columns;
  if (held.columns !== null || columns === undefined || columns === null) return false;
  return relation.columns.every(({ name }) => columns.includes(name));
}

function lack(
  { relation, role, expected }: PrivilegeDifference,
  held: readonly Held[],
  said: Pick<Finding, "id" | "level" | "message" | "why">,
): readonly Finding[] {
  if (held.length === 0) return [];
  // A privilege on the whole relation is granted on the whole, so that it covers later columns.
  const granted = expected.filter(({ privilege }) => held.some((one) => one.privilege === privilege));
  return [
    {
      ...said,
      object: objectOf(relation),
      fix: `grant ${listPrivileges(granted)} on ${onRelation(relation)} to ${quoteRole(role)};`,
    },
  ];
}

function excess(
  context: CheckContext,
  { table, relation, role, excess, expected }: PrivilegeDifference,
  counts: (held: Held) => boolean,
): readonly Finding[] {
  const held = excess.filter(counts);
  if (held.length === 0) return [];
  return [
    {
      id: "grant/excess",
      level: "error",
      object: objectOf(relation),
      message: `${role} has ${listPrivileges(held)} on ${objectOf(relation)}${sourceClause(context, relation, role, held)}`,
      why: `the contract does not give it: ${table.key} allows ${role} ${listPrivileges(expected) || "nothing"}`,
      fix: revokeStatements(context, { relation, role, excess: held, expected }),
    },
  ];
}

/** Without USAGE on the schema, no privilege on what is in it counts. */
function closedSchemas({ catalog, tables }: CheckContext): readonly Finding[] {
  const roles: readonly ContractRole[] = ["anon", "authenticated", "service_role"];
  return catalog.schemas.flatMap(({ name, owner, privileges }) => {
    const users = privileges.filter(({ privilege }) => privilege === "USAGE").map(({ grantee }) => grantee);
    return roles
      .filter((role) => tables.some((table) => table.schema === name && isGiven(table, role)))
      .filter((role) => {
        const inherited = inheritedRoles(catalog, role);
        return !inherited.has(owner) && !users.some((grantee) => inherited.has(grantee));
      })
      .map(
        (role): Finding => ({
          id: "grant/missing",
          level: "error",
          object: `schema ${displayName(name)}`,
          message: `${role} lacks usage on schema ${displayName(name)}`,
          why: "the contract gives it tables there, and no table can be used without USAGE on its schema",
          fix: `grant usage on schema ${displayName(name)} to ${role};`,
        }),
      );
  });
}

function isGiven({ access }: ResolvedTable, role: ContractRole): boolean {
  return commands.some((command) => access[role][command].rows.kind !== "none");
}
