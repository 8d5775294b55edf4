import type { Catalog } from "../catalog/facts.js";
import type { Contract } from "../contract/contract.js";
import { mutantClasses } from "./classes.js";
import { type MutationContext, mutationContext } from "./context.js";
import type { Mutant, MutantChange, MutantClass } from "./mutant.js";

/** Says why nobody could notice a mutant; undefined if it must be noticed. */
export type MutantArgument = (mutant: Mutant, context: MutationContext) => string | undefined;

/** Which mutants to make. */
export interface MutantSelection {
  /** The classes. Default: all of the package's. */
  readonly classes?: readonly MutantClass[] | undefined;
  /** Also the mutants that are left out because others of their class show the same. Default: false. */
  readonly all?: boolean | undefined;
  /** Arguments of the team's own, for what its database does and the catalog does not show. */
  readonly argue?: MutantArgument | undefined;
}

/**
 * Makes the mutants of a database: one change each, from its catalog.
 *
 * @param catalog of a database that matches the contract.
 * @throws {RowproofError} if the database lacks a table or view that the contract names.
 */
export function makeMutants(
  contract: Contract,
  catalog: Catalog,
  { classes = mutantClasses, all = false, argue = () => undefined }: MutantSelection = {},
): readonly Mutant[] {
  const context = mutationContext(contract, catalog);
  return classes.flatMap((made) => {
    const changes = made.changes(context);
    const taken = all ? changes : changes.filter((_, index) => isTaken(made, index));
    return taken.map((change) => {
      const mutant = mutantOf(made, change);
      return { ...mutant, equivalent: argue(mutant, context) ?? mutant.equivalent };
    });
  });
}

function isTaken({ sampling = { every: 1, offset: 0 } }: MutantClass, index: number): boolean {
  return (index + sampling.offset) % sampling.every === 0;
}

function mutantOf(made: MutantClass, change: MutantChange): Mutant {
  const { id, serverWide = false } = made;
  return { ...change, id: `${id}: ${change.on}`, class: id, serverWide };
}
