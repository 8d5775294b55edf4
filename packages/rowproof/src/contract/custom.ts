import { type ColumnLimits, everywhere, nowhere, roleAccess } from "./access.js";
import type { Access, Command } from "./contract.js";
import { anything, predicate, withMistakes } from "./preset-mistakes.js";

/** An SQL predicate over the row and the claims for each command; a command without one is withheld. */
type CommandPredicates = { readonly [Name in Command]?: string };

/** What `custom` may be told. */
export interface CustomOptions extends CommandPredicates, ColumnLimits {
  /** The same for whoever is not signed in; nothing if not given. */
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
 * What no preset can say: for each command the rows that a signed-in user may reach, as an SQL predicate. For update it
 * holds for the row as it is and as it will be. The caller's id is `auth.uid()`. The service may do everything.
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
