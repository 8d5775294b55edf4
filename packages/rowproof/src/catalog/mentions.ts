import type pg from "pg";
import { sql } from "../sql/sql.js";
import { contentOf, nameOf, readTokens, type Token } from "../sql/tokens.js";
import type { RelationName } from "./facts.js";
import { readInSnapshot } from "./snapshot.js";

/** A routine whose body is kept as text, so that Postgres does not know what it uses. */
interface TextRoutine extends RelationName {
  readonly kind: "function" | "procedure";
  readonly arguments: string;
  readonly body: string;
}

/**
 * The routines of every schema whose text names a relation, each as `function schema.name(arguments)`. Those of the system
 * and of extensions are left out, and those whose body is bound: on what these use they depend.
 */
export async function readMentions(
  client: pg.ClientBase,
  relation: RelationName,
): Promise<readonly string[]> {
  const [rows = []] = await readInSnapshot(client, [textRoutines]);
  const routines = rows as readonly TextRoutine[];
  const found = await Promise.all(routines.map(({ body }) => mentions(body, relation)));
  return routines
    .filter((_, index) => found[index])
    .map((one) => `${one.kind} ${one.schema}.${one.name}(${one.arguments})`);
}

const textRoutines = sql`
  select case p.prokind when 'p' then 'procedure' else 'function' end as kind, quote_ident(n.nspname) as schema,
    quote_ident(p.proname) as name, pg_get_function_identity_arguments(p.oid) as arguments, p.prosrc as body
  from pg_proc p
  join pg_namespace n on n.oid = p.pronamespace
  join pg_language l on l.oid = p.prolang
  where n.nspname not in ('pg_catalog', 'information_schema') and n.nspname !~ '^pg_(toast|temp)'
    and l.lanname not in ('internal', 'c') and p.prosqlbody is null
    and not exists (
      select from pg_depend e where e.classid = 'pg_proc'::regclass and e.objid = p.oid and e.deptype = 'e')
  order by n.nspname collate "C", p.proname collate "C",
    pg_get_function_identity_arguments(p.oid) collate "C"`;

/**
 * Whether a text of SQL or PL/pgSQL has the name of a relation as a word: bare, in double quotes, or within a string, which
 * may be a statement that is put together. A column of that name, written after another name and a dot, is none, nor is a
 * comment. A text that cannot be cut into words names it where the letters are in it.
 */
async function mentions(text: string, relation: RelationName, inString = false): Promise<boolean> {
  if (inString && text === relation.name) return true;
  const tokens = await readTokens(text);
  if (tokens === undefined) return text.toLowerCase().includes(relation.name.toLowerCase());
  for (const [index, token] of tokens.entries()) {
    if (token.kind === "string" && (await mentions(contentOf(token), relation, true))) return true;
    if (isNamed(token, relation, inString) && !isColumn(tokens, index, relation)) return true;
  }
  return false;
}

/** In a string a bare name may be put into quotes later, so that its capitals count. */
function isNamed(token: Token, { name }: RelationName, inString: boolean): boolean {
  const quoted = token.text.startsWith('"');
  return (token.kind === "name" || quoted) && (nameOf(token) === name || (inString && token.text === name));
}

/** `new.notes`; what stands after the schema is the relation. */
function isColumn(tokens: readonly Token[], index: number, { schema }: RelationName): boolean {
  const [before, dot] = [tokens[index - 2], tokens[index - 1]];
  return before !== undefined && dot?.text === "." && nameOf(before) !== schema;
}
