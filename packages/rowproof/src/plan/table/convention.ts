import { snakeCase } from "../../contract/naming.js";
import { joinName } from "../../sql/names.js";
import type { GivenColumns } from "./columns.js";

/** How a table's columns are named. */
export interface Convention {
  /** A snake_case name in this convention. */
  spell(name: string): string;
  /** Whether one of the columns is that, in either convention. */
  isGiven(name: string): boolean;
}

/** camelCase if any given column name has a capital, else snake_case. */
export function conventionOf({ columns }: GivenColumns, named: readonly string[]): Convention {
  const names = [...columns.map(({ name }) => name), ...named];
  const camel = names.some((name) => /\p{Lu}/u.test(name));
  return {
    spell: (name) => (camel ? camelCase(name) : name),
    isGiven: (name) => names.some((given) => given === name || snakeCase(given) === name),
  };
}

function camelCase(name: string): string {
  return name.replace(/_(\p{L})/gu, (_, letter: string) => letter.toUpperCase());
}

/** The column that refers to a parent: `chat_session_id`. */
export function linkName(parent: string): string {
  return joinName(snakeCase(parent), "id");
}
