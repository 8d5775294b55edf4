import { type Command, type Contract, commands } from "./contract.js";
import { type Declared, type DeclaredActor, declaredActors } from "./declared-actors.js";
import { contractTables, qualifiedName, viewsOf } from "./tables.js";

/** A cell of the matrix from the contract alone, before anything was run. */
interface DeclaredCell {
  readonly object: {
    readonly schema: string;
    readonly name: string;
    readonly kind: "table" | "view" | "routine";
  };
  readonly actor: string;
  readonly command: Command | "execute";
  readonly expected: Declared;
  readonly observed: undefined;
  readonly status: "declared";
  readonly attempts: 0;
  readonly breaches: readonly [];
}

/** Every cell of a contract, in the shape that draws a matrix. */
export interface DeclaredMatrix {
  readonly actors: readonly string[];
  readonly cells: readonly DeclaredCell[];
  readonly notes: readonly [];
  readonly untested: readonly [];
  readonly attempts: 0;
}

/**
 * Who may do what, from the contract alone: each table and its views, each routine. `some`: a predicate over the row
 * decides. Only the database knows the role of a new member, and the objects that the contract does not name.
 */
export function declaredMatrix(contract: Contract): DeclaredMatrix {
  const actors = declaredActors(contract);
  return {
    actors: actors.map(({ name }) => name),
    cells: [...tableCells(contract, actors), ...routineCells(contract, actors)],
    notes: [],
    untested: [],
    attempts: 0,
  };
}

const untouched = { observed: undefined, status: "declared", attempts: 0, breaches: [] } as const;

function tableCells(contract: Contract, actors: readonly DeclaredActor[]): readonly DeclaredCell[] {
  return contractTables(contract).flatMap((table) => {
    const { schema, access } = table;
    const objects = [
      { schema, name: table.name, kind: "table" as const },
      ...viewsOf(table).map(({ name }) => ({ schema, name, kind: "view" as const })),
    ];
    return objects.flatMap((object) =>
      actors.flatMap(({ name: actor, role, may }) =>
        commands.map((command): DeclaredCell => {
          const expected = may(access[role][command]);
          return { object, actor, command, expected, ...untouched };
        }),
      ),
    );
  });
}

function routineCells(contract: Contract, actors: readonly DeclaredActor[]): readonly DeclaredCell[] {
  return Object.entries(contract.routines).flatMap(([key, { execute }]) => {
    const object = { ...qualifiedName(key, contract.schemas), kind: "routine" as const };
    return actors.map(({ name: actor, role }): DeclaredCell => {
      const expected = execute.includes(role) ? "allow" : "deny";
      return { object, actor, command: "execute", expected, ...untouched };
    });
  });
}
