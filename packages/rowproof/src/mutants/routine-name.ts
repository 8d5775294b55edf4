import type { Routine } from "../catalog/facts.js";
import { identifier, type Piece, raw } from "../sql/sql.js";

/** A routine's name for statements, with its arguments. */
export function routineName(routine: Routine): Piece {
  return raw(`${identifier(routine.schema, routine.name).text}(${routine.arguments})`);
}
