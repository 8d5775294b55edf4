// Why nobody can notice some mutants of the companion, where only the companion's own facts say so.

const setsTime =
  "it sets the time of the last change, whatever the user wrote there, and guards no row: grants and policies decide who may write the column";
/** It asks whether the user still exists; policies ask whose the row is. */
export const ownIdOnly =
  "it only stops a user who was deleted, or never existed, and whose token is still valid: the contract gives the row to the owner of the id, and policies keep users to their own rows; what was there when the user left is erased as before";
/** It makes one row at sign-up. */
export const guardsNone = "it creates a row at sign-up and guards none: users reach their profile as before";
const userRequired =
  "the trigger companion_require_user looks up the owner in auth.users, finds nobody for null, and raises";
const notCalled =
  "policies and functions call the function, and none of those that do is for anonymous users";
const oneProfile =
  "it inserts the profile of a given user, and each user has one since sign-up, so nothing is inserted";
const existsAnyway =
  "it changes nothing; whether an id is a user's, a foreign key to auth.users also reveals to a user who inserts a row of their own";

/** The first entry whose pattern the mutant's id matches counts. */
const reasons = [
  [/^trigger-dropped: \w+_touch on /, setsTime],
  [/^trigger-(dropped|disabled): companion_create_profile/, guardsNone],
  [/^trigger-(dropped|disabled): companion_require_user/, ownIdOnly],
  [/^claim-function-revoked: auth\.\w+\(\) from anon$/, notCalled],
  [/^routine-executable: companion_create_profile by /, oneProfile],
  [/^routine-executable: companion_require_user by /, existsAnyway],
];

/**
 * @type {import("../../packages/rowproof/dist/mutants/mutants.js").MutantArgument}
 */
export function argue({ id }, { tables }) {
  if (id.startsWith("null-owner-let-in: ")) {
    return tables.some((table) => id.endsWith(` on ${table.name}`) && requiresUser(table))
      ? userRequired
      : undefined;
  }
  return reasons.find(([pattern]) => pattern.test(id))?.[1];
}

function requiresUser({ relation }) {
  return relation.triggers.some(({ routine }) => routine.name === "companion_require_user");
}
