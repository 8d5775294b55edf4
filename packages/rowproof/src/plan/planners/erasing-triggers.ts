import { erasedWithUser, hasHeirs, isUsers, isUuid, owned } from "../../check/checks/erasure.js";
import { erasingTrigger } from "../../check/erasing-trigger.js";
import type { Subject } from "../../check/subject.js";
import type { ResolvedTable } from "../../contract/resolved.js";
import type { Finding } from "../../diagnostic.js";
import { objectOf } from "../../sql/object-name.js";
import { quoteRelation } from "../../sql/quote.js";
import { displayName } from "../../sql/sql.js";
import { planned, together } from "../action.js";
import { locks } from "../locks.js";
import type { Planner, Planning } from "../planning.js";
import { keyOfWanted, type WantedKey } from "../wanted-keys.js";

/** A user's rows go with the user where no foreign key can take them along, because the owner is a text. */
export const erasingTriggers: Planner = {
  fixes: ["erasure/rows-stay", "erasure/not-proved"],
  plan: (planning) => {
    const { subject } = planning;
    return together(
      owned(subject)
        .filter(
          ({ table, column }) =>
            !isUuid(table, column) ||
            hasHeirs(subject, table.relation) ||
            planning.keys.some(
              (key) =>
                key.relation === table.relation &&
                key.columns.join() === column &&
                isErasedByTrigger(planning, key),
            ),
        )
        .filter(
          ({ table, column }) => erasedWithUser(subject, table.relation, column, new Set()) !== "proved",
        )
        .map(({ table, column }) => {
          const { relation } = table;
          if (relation.forceRowSecurity)
            return planned({ refusals: [forced(objectOf(relation), quoteRelation(relation))] });
          const name = displayName(table.schema, table.name);
          const statements = erasingTrigger(subject, table, column);
          return planned({
            groups: [
              {
                phase: "within",
                object: objectOf(relation),
                reason: `Deleting a user deletes their rows of ${name}. No foreign key can do it, ${obstacle(subject, table, column)}; the trigger's function runs as its owner, because whoever deletes a user has no privilege on the table.`,
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

function obstacle(subject: Subject, table: ResolvedTable, column: string): string {
  if (!isUuid(table, column)) return "because their id is kept as a text";
  return hasHeirs(subject, table.relation)
    ? "because other tables inherit from it"
    : "for there are rows of users who are gone";
}

/**
 * Whether a key that would take a user's rows along cannot be added: before 18 that of a partitioned table is checked for every
 * row at once, and some rows are those of users who are gone.
 */
export function isErasedByTrigger({ subject, violations }: Planning, key: WantedKey): boolean {
  const { relation, references, replaces } = key;
  const checkedAtOnce = relation.kind === "partitioned table" && subject.catalog.server.major < 18;
  const violated = (violations.get(keyOfWanted(key))?.keys.length ?? 0) > 0;
  return checkedAtOnce && violated && isUsers(references) && replaces === undefined;
}

function forced(object: string, name: string): Finding {
  return {
    id: "plan/forced",
    level: "error",
    object,
    message: `the rows of ${object} cannot be deleted with their user while its policies are forced on its owner`,
    why: "the trigger runs as the table's owner, to whom the policies then show no row",
    fix: `alter table ${name} no force row level security; then plan again`,
  };
}
