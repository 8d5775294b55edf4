import type { Relation } from "../../catalog/facts.js";
import type { Command, Rows } from "../../contract/contract.js";
import { qualifiedName } from "../../contract/tables.js";
import { identifier, literal, raw, sql } from "../../sql/sql.js";
import type { Caller } from "../caller.js";
import { askRows } from "../reach.js";
import type { Scene } from "../scene.js";
import type { TextRow } from "../session.js";
import { accessTo, type Target } from "../target.js";

/**
 * Which rows the contract lets a caller reach with a command once a setup has run: what it says may hang on other rows,
 * and these are not what they were.
 */
export async function allowedAfter(
  scene: Scene,
  target: Target,
  caller: Caller,
  command: Command,
  { setup, rows }: { readonly setup: readonly string[]; readonly rows: readonly TextRow[] },
): Promise<readonly boolean[]> {
  const { base, table } = target;
  const rule = accessTo(target, caller.role, command)?.rows;
  if (base === undefined || table === undefined || rule === undefined) return rows.map(() => false);
  const plain = await scene.reach.among(caller, table, base, command, rows);
  if (setup.length === 0) return plain;
  if (rule.kind === "where") return askAfter(scene, caller, setup, askRows(base, rule.predicate, rows), rows);
  if (rule.kind !== "member") return plain;
  const teams = await teamsAfter(scene, caller, setup, rule);
  return rows.map((row) => teams.has(row[rule.column] ?? ""));
}

/** As the caller; where they may not read what the condition reads, its owner asks with their claims. */
async function askAfter(
  scene: Scene,
  caller: Caller,
  setup: readonly string[],
  query: string,
  rows: readonly TextRow[],
): Promise<readonly boolean[]> {
  if (rows.length === 0) return [];
  const { session } = scene;
  const asked = await session.ask([...setup, ...session.sentBy(caller, [query])]);
  const refused = asked.error?.sqlstate === "42501";
  const { results } = refused ? await session.ask([...setup, query], caller.claims ?? "") : asked;
  const answers = results.find((result) => result.rows[0]?.holds !== undefined)?.rows ?? [];
  return rows.map((_, at) => answers[at]?.holds === "t");
}

async function teamsAfter(
  scene: Scene,
  { userId }: Caller,
  setup: readonly string[],
  { members, team, user, roles }: Extract<Rows, { kind: "member" }>,
): Promise<ReadonlySet<string>> {
  const { schema, name } = qualifiedName(members, scene.contract.schemas);
  if (userId === null) return new Set();
  const among = roles?.among.map((role) => literal(role).text).join(", ");
  const role = roles === undefined ? "" : ` and ${identifier(roles.column).text}::text in (${among})`;
  const query = sql`select ${identifier(team)}::text as team from ${identifier(schema, name)} where ${identifier(user)}::text = ${literal(userId)}${raw(role)}`;
  const { results } = await scene.session.ask([...setup, query.text]);
  return new Set((results.at(-1)?.rows ?? []).map((row) => row.team ?? ""));
}

/** The rows of a table as a setup leaves them, whose text its expressions do not tell. */
export async function rowsAfter(
  scene: Scene,
  { schema, name, columns }: Relation,
  setup: readonly string[],
  only: string,
): Promise<readonly TextRow[]> {
  const texts = columns.map((column) => sql`${identifier(column.name)}::text`.text).join(", ");
  const query = sql`select ${raw(texts)} from ${identifier(schema, name)} where ${raw(only)}`;
  const { results } = await scene.session.ask([...setup, query.text]);
  return results.at(-1)?.rows ?? [];
}
