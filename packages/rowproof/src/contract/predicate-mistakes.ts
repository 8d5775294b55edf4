import { type Node, parseStatements, SyntaxFault } from "../sql/parser.js";
import { child, list, names, otherFields, walk } from "../sql/tree.js";
import { type Command, type Contract, commands } from "./contract.js";
import type { Mistake } from "./mistake.js";
import { type ContractTable, contractTables, qualifiedName } from "./tables.js";

/** One predicate of the contract, with its path. */
interface WrittenPredicate {
  readonly table: ContractTable;
  readonly command: Command;
  readonly text: string;
  readonly path: readonly string[];
}

/** A predicate, and the tables of the contract that it reads. */
interface PredicateWithTables extends WrittenPredicate {
  readonly asks: readonly string[];
}

/** The mistakes in the contract's predicates that can be found without a database. */
export async function predicateMistakes(contract: Contract): Promise<readonly Mistake[]> {
  const mistakes: Mistake[] = [];
  const asked: PredicateWithTables[] = [];
  for (const written of writtenPredicates(contract)) {
    const parsed = await parsePredicate(written.text);
    if ("fault" in parsed) mistakes.push(doesNotParse(written, parsed.fault));
    else {
      if (!namesColumn(parsed.tree) && !asksOfCaller(parsed.tree)) mistakes.push(namesNoColumn(written));
      asked.push({ ...written, asks: tablesRead(contract, parsed.tree) });
      if (joinsAnyTeam(contract, written, parsed.tree)) mistakes.push(selfJoin(written));
    }
  }
  return [...mistakes, ...recursions(contract, asked)];
}

function writtenPredicates(contract: Contract): readonly WrittenPredicate[] {
  return contractTables(contract).flatMap((table) =>
    (["authenticated", "anon"] as const).flatMap((role) =>
      commands.flatMap((command): WrittenPredicate[] => {
        const { rows } = table.access[role][command];
        if (rows.kind !== "where") return [];
        const path = ["tables", table.key, "access", ...(role === "anon" ? ["anon", command] : [command])];
        return [{ table, command, text: rows.predicate, path }];
      }),
    ),
  );
}

/** The tree of one expression, or the parser's message. */
export async function parsePredicate(
  text: string,
): Promise<{ readonly tree: Node } | { readonly fault: string }> {
  try {
    // As the only argument of a function: `a) or (b` is one expression only between parentheses. The newline ends a comment,
    // which would hide the closing parenthesis.
    const statements = await parseStatements(`select predicate(${text}\n)`);
    const select = child(statements[0]?.tree, "SelectStmt");
    const targets = list(select, "targetList");
    const call = child(targets[0], "ResTarget", "val", "FuncCall");
    const given = list(call, "args");
    const plain =
      statements.length === 1 &&
      targets.length === 1 &&
      given.length === 1 &&
      otherFields(select ?? {}, ["targetList", "limitOption", "op"]).length === 0 &&
      otherFields(call ?? {}, ["funcname", "args", "funcformat"]).length === 0;
    const [tree] = given;
    return plain && tree !== undefined ? { tree } : { fault: "it is not one expression" };
  } catch (error) {
    if (error instanceof SyntaxFault) return { fault: error.message };
    throw error;
  }
}

/** Whether any column is named. It may be a column of another table: only the server knows. */
function namesColumn(tree: Node): boolean {
  return [...walk(tree)].some((node) => child(node, "ColumnRef") !== undefined);
}

/**
 * Whether a condition is about the user alone, on purpose: it calls a function of the project by its schema, such as
 * `public.is_staff()`, and names no column, which might belong to the wrong table.
 */
export function asksOfCaller(tree: Node): boolean {
  return !namesColumn(tree) && [...walk(tree)].some(isOwnCall);
}

function isOwnCall(node: Node): boolean {
  const [schema, name] = names(child(node, "FuncCall"), "funcname");
  return name !== undefined && schema !== "pg_catalog" && schema !== "auth";
}

function doesNotParse({ table, command, path }: WrittenPredicate, fault: string): Mistake {
  return {
    id: "contract/predicate-syntax",
    message: `the predicate for ${command} of table ${table.key} does not parse: ${fault}`,
    why: "a policy uses it as it is, and Postgres cannot parse it",
    fix: `write one SQL expression that is true for the rows meant: ${command}: "author_id = auth.uid()"`,
    path,
  };
}

function namesNoColumn({ table, command, path }: WrittenPredicate): Mistake {
  return {
    id: "contract/predicate-without-column",
    message: `the predicate for ${command} of table ${table.key} names no column`,
    why: "it is the same for every row, so a user reaches all of them or none",
    fix: "compare a column of the table with the user's id or claims, or call a function of your own with its schema, such as public.is_staff(); for every row write publicRead(), for none remove the command",
    path,
  };
}

/** The keys of the contract's tables that a predicate reads. */
function tablesRead(contract: Contract, tree: Node): readonly string[] {
  const tables = contractTables(contract);
  return [...walk(tree)].flatMap((node) => {
    const range = child(node, "RangeVar");
    const name = range?.relname;
    if (typeof name !== "string") return [];
    const { schema } =
      typeof range?.schemaname === "string"
        ? { schema: range.schemaname }
        : qualifiedName(name, contract.schemas);
    return tables.filter((table) => table.name === name && table.schema === schema).map(({ key }) => key);
  });
}

/** Predicates that lead back to their own table: Postgres refuses such policies as infinite recursion (42P17). */
function recursions(contract: Contract, all: readonly PredicateWithTables[]): readonly Mistake[] {
  const asks = new Map<string, readonly string[]>(
    contractTables(contract).map(({ key, access }) => {
      const { rows } = access.authenticated.select;
      const own = all.filter(({ table, command }) => table.key === key && command === "select");
      return [key, rows.kind === "member" ? [rows.members] : own.flatMap((one) => one.asks)];
    }),
  );
  return all.flatMap(({ table, command, path, asks: first }): Mistake[] => {
    const circle = pathBack(table.key, first, asks);
    if (circle === undefined) return [];
    return [
      {
        id: "contract/recursive-predicate",
        message: `to ${command === "select" ? "read" : `${command} rows of`} ${table.key}, its predicate reads ${circle.join(", which reads ")}`,
        why: "each of them is read under its own policy, so Postgres refuses it as infinite recursion (42P17)",
        fix: "compare a column of the row itself, or call a security definer function that returns the user's own keys",
        path,
      },
    ];
  });
}

/** A user who may insert memberships under a condition that ignores the team can join any team. */
function joinsAnyTeam(contract: Contract, { table, command }: WrittenPredicate, tree: Node): boolean {
  if (command !== "insert" && command !== "update") return false;
  const teams = contractTables(contract).flatMap(({ access }) =>
    commands.flatMap((one) => {
      const { rows } = access.authenticated[one];
      return rows.kind === "member" && rows.members === table.key ? [rows.team] : [];
    }),
  );
  const named = [...walk(tree)].flatMap((node) => names(child(node, "ColumnRef"), "fields").slice(-1));
  return teams.some((team) => !named.includes(team));
}

function selfJoin({ table, command, path }: WrittenPredicate): Mistake {
  return {
    id: "contract/self-join",
    message: `the predicate for ${command} of ${table.key} does not mention the team, so a user can join any team`,
    why: "a row there makes its user a member of the team that it names, and opens all tables of that team",
    fix: "compare the team column in it, or remove the command and let the service add members",
    path,
  };
}

function pathBack(
  from: string,
  first: readonly string[],
  asks: ReadonlyMap<string, readonly string[]>,
): readonly string[] | undefined {
  const queue = first.map((key) => [key]);
  const seen = new Set<string>();
  for (const path of queue) {
    const last = path.at(-1) ?? "";
    if (last === from) return path;
    if (seen.has(last)) continue;
    seen.add(last);
    queue.push(...(asks.get(last) ?? []).map((key) => [...path, key]));
  }
  return undefined;
}
