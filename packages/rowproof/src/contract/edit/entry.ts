import type { Expression } from "../places.js";
import {
  type FollowedConfig,
  followConfig,
  followedValue,
  type ObjectExpression,
  type Property,
  propertyOf,
} from "./followed.js";
import { cannotEdit } from "./refusal.js";

/** A table of a config that can be followed. */
export interface FollowedEntry {
  readonly config: FollowedConfig;
  readonly property: Property;
  /** What the property holds. */
  readonly fields: ObjectExpression;
  /** The list under `aliases`, where there is one. */
  readonly aliases: Aliases | undefined;
}

interface Aliases {
  readonly property: Property;
  readonly list: Extract<Expression, { type: "ArrayExpression" }>;
}

/**
 * Follows a config to the entry of a table.
 * @param byHand what is to be done by hand where that cannot be followed
 * @throws {RowproofError} `contract/cannot-edit`
 */
export function followEntry(file: string, source: string, key: string, byHand: string): FollowedEntry {
  const config = followConfig(source);
  if ("because" in config) throw cannotEdit(file, config.because, byHand);
  const property = propertyOf(config.tables, key);
  const fields = followedValue(property, config.body);
  if (property === undefined || fields?.type !== "ObjectExpression") {
    throw cannotEdit(file, `table ${key} is not an object written out in the same file`, byHand);
  }
  const aliases = propertyOf(fields, "aliases");
  if (aliases === undefined) return { config, property, fields, aliases: undefined };
  const list = followedValue(aliases, config.body);
  if (list?.type !== "ArrayExpression" || list.elements.some((one) => one?.type !== "StringLiteral")) {
    throw cannotEdit(file, `the aliases of table ${key} are not a list of strings`, byHand);
  }
  return { config, property, fields, aliases: { property: aliases, list } };
}
