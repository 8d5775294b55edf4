import { type ColumnLimits, everywhere, nowhere, roleAccess } from "./access.js";
import type { Access, Command, Rows } from "./contract.js";
import { anything, besideOwnWrites, predicateOrFalse, withMistakes } from "./preset-mistakes.js";

/** Commands that are withheld (false), or that reach other rows than the user's own: those of an SQL predicate. */
type CommandRules = { readonly [Name in Command]?: false | string };

/** The options of `ownedBy`. */
export interface OwnedByOptions extends CommandRules, ColumnLimits {
  /**
   * A table of the contract: a written row must refer to a row there that has the same owner. Insert and update then reach the
   * user's own rows and take no predicate.
   */
  readonly within?: string;
}

const rules = {
  select: predicateOrFalse,
  insert: predicateOrFalse,
  update: predicateOrFalse,
  delete: predicateOrFalse,
};
const ownedByOptions = { within: anything, ...rules, writable: anything, readOnly: anything };

/**
 * A signed-in user may do everything with the rows whose `column` holds their id, less what the options withhold. An SQL
 * predicate replaces that condition for its command: if it does not compare the user's id, nothing does. The owner of a row, and
 * that the row is deleted with its owner, stay the same. The service may do everything, others nothing.
 *
 * @example
 * ownedBy("user_id", { insert: false, delete: false, writable: ["voice_enabled"] });
 *
 * @example
 * ownedBy("user_id", { select: "user_id = auth.uid() or (select public.is_staff())" });
 */
export function ownedBy(column: string, options: OwnedByOptions = {}): Access {
  const { within } = options;
  const authenticated = roleAccess((command): Rows => {
    const rule = options[command];
    if (rule === false) return { kind: "none" };
    if (typeof rule === "string") return { kind: "where", predicate: rule, owner: column };
    const written = command === "insert" || command === "update";
    return { kind: "own", column, ...(written && within !== undefined ? { within } : {}) };
  }, options);
  const access = { anon: nowhere, authenticated, service_role: everywhere };
  const writesByRule = typeof options.insert === "string" || typeof options.update === "string";
  return withMistakes(access, options, {
    ...ownedByOptions,
    ...(writesByRule ? { within: besideOwnWrites } : {}),
  });
}

/** A signed-in user may read, insert and delete their own rows, but not update them. */
export function appendOnly(column: string, options: Pick<OwnedByOptions, "within"> = {}): Access {
  const access = ownedBy(column, {
    update: false,
    ...(options.within === undefined ? {} : { within: options.within }),
  });
  return withMistakes(access, options, { within: anything });
}

/** A signed-in user may read their own rows, and write none. */
export function readOwn(column: string): Access {
  return ownedBy(column, { insert: false, update: false, delete: false });
}

/** Everybody may read every row, anonymous users too. Only the service writes. */
export function publicRead(): Access {
  const readable = { ...nowhere, select: everywhere.select };
  return { anon: readable, authenticated: readable, service_role: everywhere };
}

/** Only the service may reach the table. */
export function serviceOnly(): Access {
  return { anon: nowhere, authenticated: nowhere, service_role: everywhere };
}

/** Nobody but the table's owner may reach it, not even the service: for the bookkeeping of other tools. */
export function closed(): Access {
  return { anon: nowhere, authenticated: nowhere, service_role: nowhere };
}
