import { keyOf } from "../sql/relation-key.js";
import { identifier, literal } from "../sql/sql.js";
import type { TextRow } from "./session.js";
import { askOwner, type Steps } from "./steps.js";
import type { Target } from "./target.js";

/** The commands that a role has a privilege for, on the whole relation or on any column of it. */
export type Privileges = ReadonlySet<(typeof held)[number]>;

const held = ["select", "insert", "update", "delete", "trigger"] as const;

const none: Privileges = new Set();

/**
 * Reads which commands each role has a privilege for, on each target. Without a privilege, the server refuses the command before
 * any policy or trigger runs, so one attempt is enough for all actors of the role.
 */
export function* readPrivileges(
  { targets }: { readonly targets: readonly Target[] },
  roles: readonly string[],
): Steps<(target: Target, role: string) => Privileges> {
  const known = new Map<string, Privileges>();
  for (let at = 0; at < targets.length; at += together) {
    const some = targets.slice(at, at + together);
    const { results } = yield* askOwner([queryFor(some, roles)]);
    for (const row of results[0]?.rows ?? []) {
      const target = some[Number(row.position)];
      if (target !== undefined) known.set(keyFor(target, row.role ?? ""), commandsIn(row));
    }
  }
  return (target, role) => known.get(keyFor(target, role)) ?? none;
}

const together = 500;

function keyFor({ relation }: Target, role: string): string {
  return `${role} ${keyOf(relation)}`;
}

function queryFor(targets: readonly Target[], roles: readonly string[]): string {
  const names = targets.map(({ relation }, position) => {
    const name = literal(identifier(relation.schema, relation.name).text).text;
    return `(${position}, ${name}::regclass)`;
  });
  const roleRows = roles.map((role) => `(${literal(role).text})`).join(", ");
  const column = (command: string) => `has_any_column_privilege(r.role, t.id, '${command}') as "${command}"`;
  return `select t.position::text, r.role, ${["select", "insert", "update"].map(column).join(", ")},
    has_table_privilege(r.role, t.id, 'delete') as "delete",
    has_table_privilege(r.role, t.id, 'trigger') as "trigger"
    from (values ${names.join(", ")}) as t (position, id) cross join (values ${roleRows}) as r (role)`;
}

function commandsIn(row: TextRow): Privileges {
  return new Set(held.filter((command) => row[command] === "t"));
}
