import type { Contract } from "./contract.js";

/** A column that the contract names, its role there, and its path. */
export interface NamedColumn {
  readonly column: string;
  readonly as: string;
  readonly path: readonly string[];
}

/** The columns of a table's made-up rows: those of its fixtures, and of the actors who have a row there. */
export function fixtureColumns({ actors, fixtures }: Contract, key: string): readonly NamedColumn[] {
  const ofFixtures = (Object.hasOwn(fixtures, key) ? (fixtures[key] ?? []) : []).flatMap((row, index) =>
    Object.keys(row).map((column) => ({
      column,
      as: "a column of a fixture",
      path: ["fixtures", key, String(index), column],
    })),
  );
  const ofActors = Object.entries(actors).flatMap(([name, { rows }]) =>
    Object.keys(rows !== undefined && Object.hasOwn(rows, key) ? (rows[key] ?? {}) : {}).map((column) => ({
      column,
      as: `a column of the row that makes the actor "${name}"`,
      path: ["actors", name, "rows", key, column],
    })),
  );
  return [...ofFixtures, ...ofActors];
}
