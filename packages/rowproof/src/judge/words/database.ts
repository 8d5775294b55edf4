import type { DatabaseEffect } from "../../attack/effects/database.js";
import type { Evidence } from "../../attack/evidence.js";
import { objectOf } from "../../sql/object-name.js";
import type { BreachWords } from "./breach-words.js";

/** What goes wrong when a user's account is deleted. */
export function databaseWords({ sqlstate }: Evidence, { object, result }: DatabaseEffect): BreachWords {
  const where = objectOf(object);
  const what = {
    left: `deleting a user's account leaves their rows in ${where}`,
    lost: `deleting a user's account also deletes another user's rows in ${where}`,
    refused: `a user's account cannot be deleted, so their rows in ${where} stay (${sqlstate})`,
  }[result];
  return {
    what,
    why:
      result === "refused"
        ? "a foreign key or a trigger refuses the deletion"
        : "no foreign key that cascades and no trigger on auth.users deletes exactly these rows",
    fix: "rowproof plan writes the key that cascades, or the trigger",
  };
}
