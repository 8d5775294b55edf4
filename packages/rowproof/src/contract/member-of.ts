import { type ColumnLimits, everywhere, nowhere, roleAccess } from "./access.js";
import type { Access, Command, Rows } from "./contract.js";
import { anything, flag, name, rolesOrFalse, withMistakes } from "./preset-mistakes.js";

/** The options of `memberOf`. */
export interface MemberOfOptions extends ColumnLimits {
  /** The column of this table that names the team; `"team_id"` if not given. */
  readonly column?: string;
  /** The column of the members' table that names the team; the same name as `column` if not given. */
  readonly team?: string;
  /** The column of the members' table that holds the member's id; `"user_id"` if not given. */
  readonly user?: string;
  /** The column of the members' table that holds the member's role; `"role"` if not given. It is only read if an option names roles. */
  readonly role?: string;
  /** The roles that may insert, update and delete; every member if not given, nobody if false. */
  readonly write?: readonly string[] | false;
  readonly select?: false;
  /** The roles that may insert, if they differ from `write`; nobody if false. */
  readonly insert?: readonly string[] | false;
  readonly update?: readonly string[] | false;
  readonly delete?: readonly string[] | false;
}

const options = {
  column: name,
  team: name,
  user: name,
  role: name,
  write: rolesOrFalse,
  select: flag,
  insert: rolesOrFalse,
  update: rolesOrFalse,
  delete: rolesOrFalse,
  writable: anything,
  readOnly: anything,
};

/**
 * A signed-in user may reach the rows of the teams that they belong to: those for which the table `members` has a row with
 * the team and the user's id. Roles say which members may write. The service may do everything, others nothing.
 *
 * @example
 * memberOf("team_members", { write: ["owner", "editor"], delete: ["owner"] });
 */
export function memberOf(members: string, given: MemberOfOptions = {}): Access {
  const { column = "team_id", user = "user_id", role = "role" } = given;
  const team = given.team ?? column;
  const authenticated = roleAccess((command): Rows => {
    const among = rolesFor(command, given);
    if (among === false) return { kind: "none" };
    const roles = among === undefined ? {} : { roles: { column: role, among } };
    return { kind: "member", column, members, team, user, ...roles };
  }, given);
  return withMistakes({ anon: nowhere, authenticated, service_role: everywhere }, given, options);
}

/** Undefined for every member; an empty list of roles is nobody. */
function rolesFor(command: Command, given: MemberOfOptions): readonly string[] | false | undefined {
  if (command === "select") return given.select;
  const roles = given[command] ?? given.write;
  return roles !== undefined && roles !== false && roles.length === 0 ? false : roles;
}
