import { entryInOneLine, text } from "../draft/code.js";
import { replaceAlias, stringText } from "./aliases.js";
import { followEntry } from "./entry.js";
import { type FollowedConfig, keyOf, spanOf, walkSyntax } from "./followed.js";
import { cannotEdit } from "./refusal.js";
import { applySplices, type Splice } from "./text.js";

/** A table that gets a new key. Its old name becomes an alias and replaces the new one there. */
export interface TableRenaming {
  readonly oldKey: string;
  readonly newKey: string;
  readonly oldName: string;
  readonly newName: string;
}

/**
 * The text of a config in which a table has its new key. Other tables that name it (`within`, `memberOf`) use that key too.
 * @throws {RowproofError} `contract/cannot-edit`
 */
export function renameTable(file: string, source: string, renaming: TableRenaming): string {
  const { oldKey, newKey, oldName, newName } = renaming;
  const byHand = `rename the entry ${oldKey} to ${newKey} with aliases: [${stringText(oldName)}], and every within and memberOf that names it`;
  const entry = followEntry(file, source, oldKey, byHand);
  const { config, property } = entry;
  if (property.shorthand) throw cannotEdit(file, `table ${oldKey} is a shorthand property`, byHand);
  return applySplices(source, [
    { ...spanOf(property.key), text: keyText(newKey) },
    ...replaceAlias(entry, newName, oldName),
    ...references(config, oldKey).map((span) => ({ ...span, text: stringText(newKey) })),
  ]);
}

/** The strings that name a table in the access of others: `within: "…"`, `memberOf("…")`. */
function references({ body }: FollowedConfig, key: string): readonly Omit<Splice, "text">[] {
  return [...walkSyntax(body)].flatMap((node) => {
    const named =
      node.type === "ObjectProperty" && keyOf(node) === "within"
        ? node.value
        : node.type === "CallExpression" && calls(node.callee, "memberOf")
          ? node.arguments[0]
          : undefined;
    return named?.type === "StringLiteral" && named.value === key ? [spanOf(named)] : [];
  });
}

/** Also if it is a member of an imported namespace. */
function calls(callee: { readonly type: string }, name: string): boolean {
  return [...walkSyntax(callee)].some((node) => node.type === "Identifier" && node.name === name);
}

function keyText(key: string): string {
  return entryInOneLine({ key, value: text("") }).replace(/: $/, "");
}
