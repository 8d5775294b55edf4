import { type ColumnLimits, everywhere, nowhere, roleAccess } from "./access.js";
import type { Access, Command } from "./contract.js";
import { anything, predicate, withMistakes } from "./preset-mistakes.js";

/** An SQL predicate over the row and the claims for each command; a command without one is withheld. */
type CommandPredicates = { readonly [Name in Command]?: string };

/** The options of `custom`. */
export interface CustomOptions extends CommandPredicates, ColumnLimits {
  /** The same for anonymous users. Default: nothing. */
  readonly anon?: CommandPredicates;
}

const options = {
  select: predicate,
  insert: predicate,
  update: predicate,
  delete: predicate,
  anon: anything,
  writable: anything,
  readOnly: anything,
};

/**
 * An access that no other preset covers: for each command, an SQL predicate for the rows that a signed-in user may reach. For
 * update it must hold for the old and the new row. The user's id is `auth.uid()`. The service may do everything.
 *
 * @example
 * custom({ select: "published or author_id = auth.uid()", update: "author_id = auth.uid()", anon: { select: "published" } });
 */
export function custom(given: CustomOptions): Access {
  const { anon = {} } = given;
  const rows = (predicates: CommandPredicates) => (command: Command) => {
    const text = predicates[command];
    return text === undefined ? ({ kind: "none" } as const) : ({ kind: "where", predicate: text } as const);
  };
  const access = {
    anon: given.anon === undefined ? nowhere : roleAccess(rows(anon), {}),
    authenticated: roleAccess(rows(given), given),
    service_role: everywhere,
  };
  return withMistakes(access, given, options);
}
