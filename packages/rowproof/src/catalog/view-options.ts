import type { Relation } from "./facts.js";

/**
 * Whether a view runs with the privileges and policies of the role that reads it (PostgreSQL documentation, "CREATE VIEW",
 * security_invoker).
 */
export function isSecurityInvoker(view: Pick<Relation, "options">): boolean {
  return isOn(view, "security_invoker");
}

/** Postgres keeps a boolean option as it was written: each of these means true (`parse_bool` in its source). */
const spellingsOfTrue: ReadonlySet<string> = new Set(["t", "tr", "tru", "true", "y", "ye", "yes", "on", "1"]);

function isOn({ options }: Pick<Relation, "options">, name: string): boolean {
  const prefix = `${name}=`;
  return options.some(
    (option) => option.startsWith(prefix) && spellingsOfTrue.has(option.slice(prefix.length).toLowerCase()),
  );
}
