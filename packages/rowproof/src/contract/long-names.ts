import { longestName } from "../sql/names.js";
import type { Mistake } from "./mistake.js";
import { type ContractTable, viewsOf } from "./tables.js";

/** Names that Postgres would cut, so that no object can have them. */
export function longNames(tables: readonly ContractTable[]): readonly Mistake[] {
  return tables.flatMap((table) => {
    const path = ["tables", table.key];
    const names = [
      { name: table.name, what: "table", path },
      ...viewsOf(table).map((view) => ({ name: view.name, what: "view", path: [...path, ...view.path] })),
    ];
    return names
      .filter(({ name }) => Buffer.byteLength(name) > longestName)
      .map(({ name, what, path }) => ({
        id: "contract/long-name",
        message: `the name of ${what} "${name}" is ${Buffer.byteLength(name)} bytes long`,
        why: `Postgres cuts names at ${longestName} bytes, so that no ${what} can have this one`,
        fix: what === "table" ? "write the name as the database has it" : "give the view a shorter name",
        path,
      }));
  });
}
