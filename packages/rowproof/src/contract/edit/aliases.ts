import { inOneLine, property, list as stringList } from "../draft/code.js";
import { appendProperty } from "./append.js";
import { type FollowedEntry, followEntry } from "./entry.js";
import { spanOf } from "./followed.js";
import { removeItem } from "./remove.js";
import { applySplices, type Splice } from "./text.js";

/**
 * The text of a config in which a table has one more alias.
 * @throws {RowproofError} `contract/cannot-edit`
 */
export function addAlias(file: string, source: string, key: string, alias: string): string {
  const byHand = `put ${aliasField(alias)} into the entry of ${key}, then go on with rowproof plan --write NAME`;
  const { fields, aliases } = followEntry(file, source, key, byHand);
  if (aliases === undefined) {
    return applySplices(
      source,
      appendProperty(source, fields, () => aliasField(alias)),
    );
  }
  const last = aliases.list.elements.at(-1);
  const written = stringText(alias);
  const splice: Splice = last
    ? { start: spanOf(last).end, end: spanOf(last).end, text: `, ${written}` }
    : { ...spanOf(aliases.list), text: `[${written}]` };
  return applySplices(source, [splice]);
}

/**
 * The text of a config in which a table has one alias fewer. Without the last alias, the field goes too.
 * @throws {RowproofError} `contract/cannot-edit`
 */
export function removeAlias(file: string, source: string, key: string, alias: string): string {
  const byHand = `take ${stringText(alias)} out of the aliases of ${key}`;
  const entry = followEntry(file, source, key, byHand);
  const { aliases, fields } = entry;
  const element = aliasElement(entry, alias);
  if (aliases === undefined || element === undefined) return source;
  const { list } = aliases;
  const splice =
    list.elements.length === 1
      ? removeItem(source, fields.properties, aliases.property)
      : removeItem(source, list.elements, element);
  return applySplices(source, [splice]);
}

/** Replaces an alias. */
export function replaceAlias(entry: FollowedEntry, alias: string, other: string): readonly Splice[] {
  const element = aliasElement(entry, alias);
  return element === undefined ? [] : [{ ...spanOf(element), text: stringText(other) }];
}

function aliasElement({ aliases }: FollowedEntry, alias: string) {
  return aliases?.list.elements
    .filter((one) => one?.type === "StringLiteral")
    .find(({ value }) => value === alias);
}

function aliasField(alias: string): string {
  return property({ key: "aliases", value: stringList([alias]) }, "");
}

/** A string as a config writes it. */
export function stringText(value: string): string {
  return inOneLine(stringList([value])).slice(1, -1);
}
