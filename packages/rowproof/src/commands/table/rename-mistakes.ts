import type { Contract } from "../../contract/contract.js";
import type { PredicateMention } from "../../contract/predicate-mentions.js";
import { suggestName } from "../../contract/suggestion.js";
import { RowproofError } from "../../diagnostic.js";
import { displayName } from "../../sql/sql.js";
import { shellWord } from "../project/shell-word.js";

/** The two names of the command line. */
interface Names {
  readonly oldKey: string;
  readonly newKey: string;
}

function command({ oldKey, newKey }: Names, flag = ""): string {
  return ["rowproof table rename", shellWord(oldKey), shellWord(newKey), flag].join(" ").trim();
}

export function sameNames(name: string): RowproofError {
  return new RowproofError(
    {
      id: "rename/same-names",
      message: `the old and the new name are both "${name}"`,
      why: "a rename needs two different names",
      fix: "write the table's present name, then its new one",
    },
    2,
  );
}

export function otherSchema(schema: string, other: string): RowproofError {
  return new RowproofError(
    {
      id: "rename/other-schema",
      message: `a table of schema ${displayName(schema)} cannot be renamed into schema ${displayName(other)}`,
      why: "a rename does not move a table",
      fix: "write the new name without a schema",
    },
    2,
  );
}

export function twoPhases(): RowproofError {
  return new RowproofError(
    {
      id: "rename/two-phases",
      message: "--finish and --drop-old are two steps",
      why: "programs that use the old name change to the new one between them",
      fix: "pass --finish, run rowproof up, and pass --drop-old when nothing uses the old name any more",
    },
    2,
  );
}

/** No table of the contract has the old name. */
export function unknownTable(contract: Contract, key: string): RowproofError {
  const keys = Object.keys(contract.tables);
  const suggestion = suggestName(key, keys);
  return new RowproofError(
    {
      id: "rename/unknown-table",
      message: `the contract has no table ${key}`,
      why: "only a table of the contract can be renamed; nothing was written",
      fix:
        suggestion === undefined
          ? `name one of its tables: ${keys.join(", ")}`
          : `did you mean ${suggestion}?`,
    },
    2,
  );
}

export function alreadyBegun(names: Names): RowproofError {
  return new RowproofError(
    {
      id: "rename/begun",
      message: `table ${names.oldKey} already has the name ${names.newKey} too`,
      why: "the contract lists it among the table's aliases; nothing was written",
      fix: `run rowproof up if that is not applied yet, and when all programs use the new name: ${command(names, "--finish")}`,
    },
    2,
  );
}

export function notBegun(names: Names): RowproofError {
  return new RowproofError(
    {
      id: "rename/not-begun",
      message: `${names.newKey} is not a name of table ${names.oldKey} yet`,
      why: "the new name is a view first, so that programs can change to it before the table is renamed; nothing was written",
      fix: `run ${command(names)} and rowproof up first`,
    },
    2,
  );
}

export function alreadyFinished(names: Names): RowproofError {
  return new RowproofError(
    {
      id: "rename/finished",
      message: `the table is ${names.newKey} already, and ${names.oldKey} a view of it`,
      why: "the contract lists the old name among the table's aliases; nothing was written",
      fix: `run rowproof up if that is not applied yet, and when nothing uses the old name any more: ${command(names, "--drop-old")}`,
    },
    2,
  );
}

export function notFinished(names: Names): RowproofError {
  return new RowproofError(
    {
      id: "rename/not-finished",
      message: `${names.oldKey} is still the table, and ${names.newKey} a view of it`,
      why: "the old name can go only when the table has the new one; nothing was written",
      fix: `run ${command(names, "--finish")} and rowproof up first`,
    },
    2,
  );
}

export function noOldName(names: Names): RowproofError {
  return new RowproofError(
    {
      id: "rename/no-old-name",
      message: `${names.oldKey} is not a name of table ${names.newKey}`,
      why: "the contract does not list it among the table's aliases, so there is nothing to remove",
      fix: "look at the table's entry in the contract",
    },
    2,
  );
}

/** The contract's own SQL has the old name, and only its author knows what it means there. */
export function namedInPredicates(
  contract: Contract,
  names: Names,
  mentions: readonly PredicateMention[],
): RowproofError {
  return new RowproofError(
    {
      id: "rename/in-predicate",
      message: `the contract's own conditions name ${names.oldKey}`,
      why: "policies are bound to the table and keep working, but the contract must use the new name; nothing was written",
      fix: `write ${names.newKey} for ${names.oldKey} in the places below, then run again`,
      details: mentions.map(({ table, path }) => {
        const place = contract.place(path);
        return {
          id: "rename/in-predicate",
          message: `the predicate for ${path.at(-1)} of table ${table} names ${names.oldKey}`,
          why: "after the rename it would read the view, while the policy reads the table",
          fix: `write ${names.newKey}`,
          ...(place === undefined ? {} : { place }),
        };
      }),
    },
    2,
  );
}

/** The old view cannot go while something uses it. */
export function inUse(view: string, users: readonly string[], fix: string): RowproofError {
  return new RowproofError(
    {
      id: "rename/in-use",
      message: `view ${view} is used in the database: ${users.join("; ")}`,
      why: "it has to be dropped, and its users would be dropped too or fail; nothing was written",
      fix,
    },
    1,
  );
}

/** The contract names a view that the database lacks. */
export function viewNotThere(view: string): RowproofError {
  return new RowproofError(
    {
      id: "rename/no-view",
      message: `view ${view} is not in the database`,
      why: "the contract lists it as the table's other name, and no pending migration makes it; nothing was written",
      fix: "run rowproof plan --write NAME and rowproof up first",
    },
    1,
  );
}
