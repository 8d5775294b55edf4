import { erasedWithUser, hasHeirs, isUsers, isUuid, owned } from "../../check/checks/erasure.js";
import type { CheckContext } from "../../check/context.js";
import { erasingTrigger } from "../../check/erasing-trigger.js";
import type { ResolvedTable } from "../../contract/resolved.js";
import type { Finding } from "../../diagnostic.js";
import { objectOf } from "../../sql/object-name.js";
import { quoteRelation } from "../../sql/quote.js";
import { displayName } from "../../sql/sql.js";
import { planned, together } from "../action.js";
import { locks } from "../locks.js";
import type { Planner, Planning } from "../planning.js";
import { keyOfWanted, type WantedKey } from "../wanted-keys.js";

/** A trigger deletes a user's rows with the user if no foreign key can, because the owner is a text. */
export const erasingTriggers: Planner = {
  fixes: ["erasure/rows-stay", "erasure/not-proved"],
  plan: (planning) => {
    const { context } = planning;
    return together(
      owned(context)
        .filter(
          ({ table, column }) =>
            !isUuid(table, column) ||
            hasHeirs(context, table.relation) ||
            planning.keys.some(
              (key) =>
                key.relation === table.relation &&
                key.columns.join() === column &&
                isErasedByTrigger(planning, key),
            ),
        )
        .filter(
          ({ table, column }) => erasedWithUser(context, table.relation, column, new Set()) !== "proved",
        )
        .map(({ table, column }) => {
          const { relation } = table;
          if (relation.forceRowSecurity)
            return planned({ refusals: [forced(objectOf(relation), quoteRelation(relation))] });
          const name = displayName(table.schema, table.name);
          const statements = erasingTrigger(context, table, column);
          return planned({
            groups: [
              {
                phase: "within",
                object: objectOf(relation),
                reason: `Deleting a user deletes their rows of ${name}. No foreign key can do this, ${obstacle(context, table, column)}. The trigger's function runs as its owner, because the role that deletes a user has no privilege on the table.`,
                actions: statements.map((sql) => ({
                  sql,
                  lock: sql.startsWith("create or replace trigger")
                    ? locks.writers("auth.users")
                    : locks.none,
                })),
              },
            ],
          });
        }),
    );
  },
};

function obstacle(context: CheckContext, table: ResolvedTable, column: string): string {
  if (!isUuid(table, column)) return "because the column stores their id as text";
  return hasHeirs(context, table.relation)
    ? "because other tables inherit from it"
    : "because some rows belong to deleted users";
}

/**
 * Whether a key that would delete a user's rows cannot be added: before Postgres 18 that of a partitioned table is checked for every
 * row at once, and some rows belong to deleted users.
 */
export function isErasedByTrigger({ context, violations }: Planning, key: WantedKey): boolean {
  const { relation, references, replaces } = key;
  const checkedAtOnce = relation.kind === "partitioned table" && context.catalog.server.major < 18;
  const violated = (violations.get(keyOfWanted(key))?.keys.length ?? 0) > 0;
  return checkedAtOnce && violated && isUsers(references) && replaces === undefined;
}

function forced(object: string, name: string): Finding {
  return {
    id: "plan/forced",
    level: "error",
    object,
    message: `the rows of ${object} cannot be deleted with their user while row level security is forced for the table's owner`,
    why: "the trigger runs as the table's owner, and its policies then hide the rows from it",
    fix: `alter table ${name} no force row level security; then plan again`,
  };
}
