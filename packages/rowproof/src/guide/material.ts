import type { RelationName } from "../catalog/facts.js";
import type { CheckContext } from "../check/context.js";
import type { CheckResult } from "../check/run.js";
import type { Contract } from "../contract/contract.js";
import type { ResolvedContract } from "../contract/resolved.js";

/** A migration file, as far as the guide tells of it. */
export interface GuideMigration {
  readonly fileName: string;
  readonly text: string;
  readonly transactional: boolean;
}

/** What a guide is made of. Nothing in it that the guide prints differs between two databases with the same schema. */
export interface Material {
  readonly contract: ResolvedContract;
  readonly context: CheckContext;
  readonly results: readonly CheckResult[];
  /** In the order in which they run. */
  readonly migrations: readonly GuideMigration[];
}

/** A relation as the contract would spell it: with its schema, unless that is the contract's first. */
export function spelt({ schemas }: Pick<Contract, "schemas">, { schema, name }: RelationName): string {
  return schema === schemas[0] ? name : `${schema}.${name}`;
}
