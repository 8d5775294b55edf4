import type { RelationName } from "../catalog/facts.js";
import type { CheckContext } from "../check/context.js";
import type { CheckResult } from "../check/run.js";
import type { Contract } from "../contract/contract.js";
import type { ResolvedContract } from "../contract/resolved.js";

/** What the guide shows of a migration file. */
export interface GuideMigration {
  readonly fileName: string;
  readonly text: string;
  readonly transactional: boolean;
}

/** What a guide is made from. Two databases with the same schema give the same guide. */
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
