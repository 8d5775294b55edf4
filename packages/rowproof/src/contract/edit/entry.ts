import type { SourceExpression } from "../places.js";
import {
  type ConfigProperty,
  type FollowedConfig,
  followConfig,
  followedValue,
  type ObjectExpression,
  propertyOf,
} from "./followed.js";
import { cannotEdit } from "./refusal.js";

/** A table of a config that can be followed. */
export interface FollowedEntry {
  readonly config: FollowedConfig;
  readonly property: ConfigProperty;
  /** What the property holds. */
  readonly fields: ObjectExpression;
  /** The list under `aliases`, if there is one. */
  readonly aliases: AliasList | undefined;
}

interface AliasList {
  readonly property: ConfigProperty;
  readonly list: Extract<SourceExpression, { type: "ArrayExpression" }>;
}

/**
 * Follows a config to the entry of a table.
 * @param byHand what to do by hand if the config cannot be followed
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
