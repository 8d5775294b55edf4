import type { RelationAttack } from "./attack.js";
import { selectAll } from "./select-all.js";
import { selectBareView } from "./select-bare-view.js";
import { selectColumn } from "./select-column.js";
import { selectCount } from "./select-count.js";
import { selectError } from "./select-error.js";
import { selectKey } from "./select-key.js";
import { selectOddClaims } from "./select-odd-claims.js";
import { selectPrepared } from "./select-prepared.js";

/** Attacks that only read a relation, in the order in which each actor tries them: the first reads everything. */
export const readAttacks: readonly RelationAttack[] = [
  selectAll,
  selectOddClaims,
  selectBareView,
  selectKey,
  selectColumn,
  selectCount,
  selectError,
  selectPrepared,
];
