import type { RelationAttack, TableAttack } from "./attack.js";
import { deleteAll } from "./delete-all.js";
import { deleteByKey } from "./delete-by-key.js";
import { insertCircumstance } from "./insert-in-circumstance.js";
import { insertAny, insertSpoof } from "./insert-others.js";
import { insertTaken, insertUpsert } from "./insert-over-key.js";
import { insertDefault, insertOwn } from "./insert-own.js";
import { insertGiveAway, insertNobody, insertOtherParent } from "./insert-placement.js";
import { insertProtected } from "./insert-protected.js";
import { deleteByKeyAction, updateByKeyAction } from "./key-action.js";
import { onTable } from "./on-table.js";
import { putTrigger } from "./put-trigger.js";
import { selectCircumstance } from "./select-in-circumstance.js";
import { deleteThroughView, insertThroughView, updateThroughView } from "./through-view.js";
import { truncate } from "./truncate.js";
import { updateAll, updateByKey, updateColumn } from "./update-all.js";
import { updateIntoState } from "./update-into-state.js";
import { updateOwn, updateOwnColumn } from "./update-own.js";
import { updateGiveAway, updateNobody, updateOtherParent, updateTakeOver } from "./update-placement.js";
import { updateProtected } from "./update-protected.js";
import { deleteState, insertState, updateState } from "./write-in-state.js";

/** Inserts, in the order in which each actor tries them. */
export const insertAttacks: readonly RelationAttack[] = [
  insertAny,
  insertSpoof,
  insertOwn,
  insertDefault,
  insertGiveAway,
  insertOtherParent,
  insertNobody,
  insertProtected,
  insertTaken,
  insertUpsert,
].map(onTable);

const updateAttacks: readonly TableAttack[] = [
  updateAll,
  updateByKey,
  updateColumn,
  updateOwn,
  updateOwnColumn,
  updateProtected,
  updateGiveAway,
  updateOtherParent,
  updateNobody,
  updateTakeOver,
];

/** Attacks after rows, on which access depends, have changed. */
const stateAttacks: readonly TableAttack[] = [
  insertState,
  updateIntoState,
  updateState,
  deleteState,
  selectCircumstance,
  insertCircumstance,
];

const otherAttacks: readonly TableAttack[] = [
  deleteAll,
  deleteByKey,
  truncate,
  putTrigger,
  deleteByKeyAction,
  updateByKeyAction,
];

/** Attacks that write to a relation, in the order in which each actor tries them. */
export const writeAttacks: readonly RelationAttack[] = [
  updateThroughView,
  deleteThroughView,
  insertThroughView,
  ...insertAttacks,
  ...[...updateAttacks, ...stateAttacks, ...otherAttacks].map(onTable),
];
