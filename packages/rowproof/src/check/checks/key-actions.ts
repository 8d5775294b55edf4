import type { Constraint } from "../../catalog/facts.js";
import type { Command } from "../../contract/contract.js";
import type { ResolvedTable } from "../../contract/resolved.js";
import type { Finding } from "../../diagnostic.js";
import { objectOf } from "../../sql/object-name.js";
import { quoteName, quoteRelation } from "../../sql/quote.js";
import { displayName } from "../../sql/sql.js";
import type { Check } from "../check.js";
import type { CheckContext } from "../context.js";
import { tablesNotThere } from "../undecided.js";

/**
 * A foreign key's action runs as the table's owner, without privileges and policies (PostgreSQL documentation,
 * "CREATE TABLE" and "Row Security Policies").
 */
export const keyActions: Check = {
  id: "key-actions",
  part: "security",
  holds: "No foreign key action changes rows that the contract withholds from the user",
  undecided: tablesNotThere,
  find: (context) =>
    context.tables.flatMap((table) => [
      ...actingKeys(context, table).map((key) => acting(table, key)),
      ...takingOthers(context, table),
    ]),
};

/** Keys by which a user who deletes their own row deletes others' rows with it: often intended, so only a note. */
function takingOthers(context: CheckContext, table: ResolvedTable): readonly Finding[] {
  const keys = table.relation.constraints.filter(
    ({ kind, onDelete, inherited }) => kind === "foreign key" && onDelete === "cascade" && !inherited,
  );
  return keys.flatMap((constraint): readonly Finding[] => {
    const { references, name } = constraint;
    const parent = context.tables.find(
      (one) => one.schema === references?.schema && one.name === references.name,
    );
    if (parent === undefined || parent === table || !constraint.enforced) return [];
    const owned = [table, parent].every(({ access }) => access.authenticated.delete.rows.kind === "own");
    const [owner = ""] = table.owners;
    const bound = table.relation.constraints.some(
      (other) =>
        other.kind === "foreign key" &&
        other.columns.includes(owner) &&
        other.references?.schema === parent.schema &&
        other.references.name === parent.name,
    );
    // With `within`, a key without the owner is another finding, an error.
    const { rows } = table.access.authenticated.insert;
    const within = rows.kind === "own" && rows.within === parent.key;
    if (!owned || bound || within) return [];
    return [
      {
        id: "constraint/takes-others",
        level: "note",
        object: `constraint ${displayName(name)} on ${displayName(table.schema, table.name)}`,
        message: `a user who deletes a row of ${objectOf(parent.relation)} also deletes other users' rows of ${objectOf(table.relation)} that belong to it`,
        why: "on delete cascade checks neither the owner nor any policy",
        fix: `if you do not want this, require a parent of the same owner: within: ${JSON.stringify(parent.key)}`,
      },
    ];
  });
}

/** A foreign key that does to a table, for a user, what the contract withholds. */
export interface ActingKey {
  readonly constraint: Constraint;
  readonly parent: ResolvedTable;
  /** The commands on the parent that start it. */
  readonly commands: readonly ("delete" | "update")[];
}

/** The foreign keys of a table that act for users past its contract. */
export function actingKeys(context: CheckContext, table: ResolvedTable): readonly ActingKey[] {
  return table.relation.constraints.flatMap((constraint): ActingKey[] => {
    const { references } = constraint;
    const parent = context.tables.find(
      ({ schema, name }) => references?.schema === schema && references.name === name,
    );
    if (constraint.kind !== "foreign key" || parent === undefined || !constraint.enforced) return [];
    const acts = (["delete", "update"] as const).filter((command) =>
      actsFor(constraint, table, parent, command),
    );
    return acts.length === 0 ? [] : [{ constraint, parent, commands: acts }];
  });
}

function acting(table: ResolvedTable, { constraint, parent, commands: acts }: ActingKey): Finding {
  const name = quoteName(constraint.name);
  const plain = constraint.definition.replace(
    / ON (DELETE|UPDATE) (CASCADE|SET NULL|SET DEFAULT)( \([^)]*\))?/g,
    "",
  );
  return {
    id: "constraint/acts-for-user",
    level: "warning",
    object: `constraint ${displayName(constraint.name)} on ${displayName(table.schema, table.name)}`,
    message: `a user who may ${acts.join(" and ")} rows of ${objectOf(parent.relation)} also changes rows of ${objectOf(table.relation)}, which the contract withholds`,
    why: `the key's action ${acts.map((command) => `on ${command} ${actionOf(constraint, command)}`).join(", ")} checks neither privileges nor policies`,
    fix: `alter table ${quoteRelation(table)} drop constraint ${name}, add constraint ${name} ${plain};`,
  };
}

function actionOf({ definition, onDelete }: Constraint, command: "delete" | "update"): string | undefined {
  if (command === "delete") return onDelete ?? undefined;
  return / ON UPDATE (CASCADE|SET NULL|SET DEFAULT)/.exec(definition)?.[1]?.toLowerCase();
}

/** Whether a user may start the action on the parent, and may not do to the child what the action does. */
function actsFor(
  constraint: Constraint,
  table: ResolvedTable,
  parent: ResolvedTable,
  command: "delete" | "update",
): boolean {
  const action = actionOf(constraint, command);
  if (action === undefined || !["cascade", "set null", "set default"].includes(action)) return false;
  if (!allows(parent, command, constraint.references?.columns ?? [], "some")) return false;
  const effect = command === "delete" && action === "cascade" ? "delete" : "update";
  return !allows(table, effect, constraint.columns, "every");
}

function allows(
  { access: { authenticated } }: ResolvedTable,
  command: Command,
  named: readonly string[],
  how: "some" | "every",
): boolean {
  const { rows, columns } = authenticated[command];
  if (rows.kind === "none") return false;
  return command === "delete" || columns === undefined || named[how]((column) => columns.includes(column));
}
