// Every mutant of a database: one change each, made from its catalog.
import { classes } from "./classes.mjs";
import { subjectOf } from "./subject.mjs";

/**
 * @typedef {object} Change what a class makes: where, how, and why nobody could tell
 * @property {string} on what is changed, and how where that is not the class's name; unique in its class
 * @property {string} sql run by a superuser
 * @property {string} [equivalent] why no caller can read, write, call or erase anything else after it, of what is in
 *   the exposed schemas. Locks that a caller could take, and time, are not counted
 */

/**
 * @typedef {object} MutantClass
 * @property {string} name
 * @property {boolean} [serverWide] whether its changes reach beyond the database
 * @property {(subject: import("./subject.mjs").Subject) => readonly Change[]} changes
 */

/**
 * @typedef {object} Mutant
 * @property {string} class
 * @property {string} name unique
 * @property {string} sql
 * @property {boolean} serverWide
 * @property {string} [equivalent]
 */

/**
 * @param {import("./subject.mjs").Catalog} catalog of the clean database
 * @param {import("./subject.mjs").Contract} contract
 * @param {{ readonly all?: boolean }} [options] `all`: no class is thinned out
 * @returns {readonly Mutant[]}
 * @throws {Error} where two have one name
 */
export function mutantsOf(catalog, contract, { all = false } = {}) {
  const subject = subjectOf(catalog, contract);
  const mutants = classes.flatMap(({ made, every }, place) => {
    const changes = made.changes(subject);
    // Begun at another place each time, so that it is not always the same tables that are left out.
    const taken = all ? changes : changes.filter((_, index) => (index + place) % every === 0);
    return taken.map((change) => mutantOf(made, change));
  });
  const twice = mutants.find(({ name }, index) => mutants.findIndex((one) => one.name === name) !== index);
  if (twice !== undefined) throw new Error(`two mutants have the name "${twice.name}"`);
  return mutants;
}

function mutantOf({ name, serverWide = false }, { on, sql, equivalent }) {
  const mutant = { class: name, name: `${name}: ${on}`, sql, serverWide };
  return equivalent === undefined ? mutant : { ...mutant, equivalent };
}
