import type { RelationAttack, RelationVisit } from "./attack.js";
import { attackByTrigger } from "./creation.js";
import { attackByDelete } from "./delete.js";
import { attackByInsert } from "./insert.js";
import { attackByKeyAction } from "./key-action.js";
import { attackUnnamedView } from "./unnamed-view.js";
import { attackByUpdate } from "./update.js";

/** Attacks that write to a relation, in the order in which each actor tries them. */
export const writeAttacks: readonly RelationAttack[] = [
  {
    id: "update/through-view",
    command: "update",
    tries: "writes through a view that the contract does not name",
    applies: ({ target }) => target.base === undefined,
    attempts: ({ context, target, actor }) => attackUnnamedView(context, target, actor),
  },
  {
    id: "insert/own",
    command: "insert",
    tries: "inserts rows of their own and of others",
    applies: hasBase,
    attempts: ({ context, target, actor }) => attackByInsert(context, target, actor),
  },
  {
    id: "update/all",
    command: "update",
    tries: "updates rows of their own and of others",
    applies: hasBase,
    attempts: ({ context, target, actor }) => attackByUpdate(context, target, actor),
  },
  {
    id: "delete/all",
    command: "delete",
    tries: "deletes rows of their own and of others",
    applies: hasBase,
    attempts: ({ context, target, actor }) => attackByDelete(context, target, actor),
  },
  {
    id: "update/trigger",
    command: "update",
    tries: "puts a trigger on a table",
    applies: (visit) => hasBase(visit) && visit.actor.oddity === undefined,
    attempts: ({ context, target, actor }) => attackByTrigger(context, target, actor),
  },
  {
    id: "delete/by-key-action",
    command: "delete",
    tries: "changes rows of others by deleting the row that theirs point to",
    applies: (visit) =>
      hasBase(visit) &&
      visit.actor.oddity === undefined &&
      visit.target.standing === "named" &&
      visit.actor.standsFor.own === "owner",
    attempts: ({ context, target, actor }) => attackByKeyAction(context, target, actor),
  },
];

function hasBase({ target }: RelationVisit): boolean {
  return target.base !== undefined;
}
