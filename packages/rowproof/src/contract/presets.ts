import { type ColumnLimits, everywhere, nowhere, roleAccess } from "./access.js";
import type { Access } from "./contract.js";
import { anything, flag, withMistakes } from "./preset-mistakes.js";

/** Commands that a preset would give and that are withheld. */
interface CommandSwitches {
  readonly select?: false;
  readonly insert?: false;
  readonly update?: false;
  readonly delete?: false;
}

/** What `ownedBy` may be told beside the owner's column. */
export interface OwnedByOptions extends CommandSwitches, ColumnLimits {
  /** A table of the contract: a written row must point to a row there that has the same owner. */
  readonly within?: string;
}

const switches = { select: flag, insert: flag, update: flag, delete: flag };
const ownedByOptions = { within: anything, ...switches, writable: anything, readOnly: anything };

/**
 * A signed-in user may do everything with the rows whose `column` holds their id, less what the options withhold.
 * The service may do everything, others nothing.
 *
 * @example
 * ownedBy("user_id", { insert: false, delete: false, writable: ["voice_enabled"] });
 */
export function ownedBy(column: string, options: OwnedByOptions = {}): Access {
  const { within } = options;
  const authenticated = roleAccess((command) => {
    if (options[command] === false) return { kind: "none" };
    const written = command === "insert" || command === "update";
    return { kind: "own", column, ...(written && within !== undefined ? { within } : {}) };
  }, options);
  return withMistakes({ anon: nowhere, authenticated, service_role: everywhere }, options, ownedByOptions);
}

/** A signed-in user may read, add and delete their own rows; a row that is written stays as it is. */
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

/** Everybody may read every row, also who is not signed in; only the service writes. */
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
