import { identifier, raw, statement } from "../statement.mjs";

const ownRowsOnly =
  "it can only be called by a trigger; a caller may put one on a temporary table of their own, where the function, which runs as its caller, changes nothing but their row";

const callers = ["anon", "authenticated"];

/**
 * Functions, open to callers for whom they are not. A trigger's that is a definer is no less dangerous for that: anybody may put a trigger on a temporary
 * table of their own, and so choose what `old` and `new` are (CREATE TRIGGER asks for EXECUTE on the function).
 * @type {import("../mutants.mjs").MutantClass}
 */
export const routineExecutable = {
  name: "routine executable",
  changes: ({ catalog }) =>
    catalog.routines.flatMap((routine) =>
      callers
        .filter((role) => !routine.executableBy.includes(role))
        .map((role) => ({
          on: `${routine.name} by ${role}`,
          sql: statement`grant execute on function ${nameOf(routine)} to ${raw(role)}`,
          ...harmless(routine),
        })),
    ),
};

/**
 * The contract says who may call a function; who may not, and is to, is locked out.
 * @type {import("../mutants.mjs").MutantClass}
 */
export const routineRevoked = {
  name: "routine revoked",
  changes: ({ catalog }) =>
    catalog.routines.flatMap((routine) =>
      callers
        .filter((role) => routine.executableBy.includes(role))
        .map((role) => ({
          on: `${routine.name} from ${role}`,
          sql: statement`revoke execute on function ${nameOf(routine)} from ${raw(role)}`,
        })),
    ),
};

/** What each function does for whoever chooses its rows. */
const harmlessDefiners = {
  companion_create_profile:
    "it inserts the profile of a user that is named, and each user has one from sign-up on, so that nothing is inserted",
  companion_require_user:
    "it changes nothing; that it tells whether an id is a user's, a foreign key to auth.users tells whoever inserts a row of their own",
};

function harmless({ name, securityDefiner, returns }) {
  if (!securityDefiner && returns === "trigger") return { equivalent: ownRowsOnly };
  const argument = harmlessDefiners[name];
  return argument === undefined ? {} : { equivalent: argument };
}

/** A routine's name for statements, with its arguments. */
export function nameOf(routine) {
  return raw(`${identifier(routine.schema, routine.name).text}(${routine.arguments})`);
}
