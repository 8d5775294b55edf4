import type { RelationAttack, RelationVisit, TableAttack, TableVisit } from "./attack.js";

/** The attack as an entry for relations. It applies if the rows are those of one table. */
export function onTable(attack: TableAttack): RelationAttack {
  return {
    id: attack.id,
    command: attack.command,
    tries: attack.tries,
    applies: (visit) => isOnTable(visit) && attack.applies?.(visit) !== false,
    *attempts(visit) {
      if (isOnTable(visit)) yield* attack.attempts(visit);
    },
  };
}

function isOnTable(visit: RelationVisit): visit is TableVisit {
  return visit.target.base !== undefined && "base" in visit;
}
