import { type Node, parseStatements, SyntaxFault } from "../sql/parser.js";
import { child, list, otherFields, walk } from "../sql/tree.js";
import { type Command, type Contract, commands } from "./contract.js";
import type { Mistake } from "./mistake.js";
import { type ContractTable, contractTables, qualifiedName } from "./tables.js";

/** One predicate of the contract, and where it stands. */
interface Written {
  readonly table: ContractTable;
  readonly command: Command;
  readonly text: string;
  readonly path: readonly string[];
}

/** What is wrong with the contract's predicates, as far as it can be told without a database. */
export async function predicateMistakes(contract: Contract): Promise<readonly Mistake[]> {
  const mistakes: Mistake[] = [];
  const reads = new Map<string, Set<string>>();
  for (const written of writtenPredicates(contract)) {
    const parsed = await parsePredicate(written.text);
    if ("fault" in parsed) mistakes.push(doesNotParse(written, parsed.fault));
    else {
      if (!namesColumn(parsed.tree)) mistakes.push(namesNoColumn(written));
      if (written.command === "select") {
        const known = reads.get(written.table.key) ?? new Set();
        for (const key of tablesRead(contract, parsed.tree)) known.add(key);
        reads.set(written.table.key, known);
      }
    }
  }
  return [...mistakes, ...recursions(contract, reads)];
}

function writtenPredicates(contract: Contract): readonly Written[] {
  return contractTables(contract).flatMap((table) =>
    (["authenticated", "anon"] as const).flatMap((role) =>
      commands.flatMap((command): Written[] => {
        const { rows } = table.access[role][command];
        if (rows.kind !== "where") return [];
        const path = ["tables", table.key, "access", ...(role === "anon" ? ["anon", command] : [command])];
        return [{ table, command, text: rows.predicate, path }];
      }),
    ),
  );
}

/** The tree of one expression, or what the parser says. */
export async function parsePredicate(
  text: string,
): Promise<{ readonly tree: Node } | { readonly fault: string }> {
  try {
    // As the only argument of a function: `a) or (b` would be one expression between parentheses, and is none by itself. The
    // newline ends a comment, which would swallow the parenthesis.
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

/** Whether the row is asked about at all; a column of another table may stand in for one, and is bound by the server. */
function namesColumn(tree: Node): boolean {
  return [...walk(tree)].some((node) => child(node, "ColumnRef") !== undefined);
}

function doesNotParse({ table, command, path }: Written, fault: string): Mistake {
  return {
    id: "contract/predicate-syntax",
    message: `the predicate for ${command} of table ${table.key} does not parse: ${fault}`,
    why: "it is put into a policy as it stands, and Postgres's parser stops there",
    mend: `write one SQL expression that is true for the rows meant: ${command}: "author_id = auth.uid()"`,
    path,
  };
}

function namesNoColumn({ table, command, path }: Written): Mistake {
  return {
    id: "contract/predicate-without-column",
    message: `the predicate for ${command} of table ${table.key} names no column`,
    why: "it says the same of every row, so that a caller reaches all of them or none",
    mend: "compare a column of the table with the caller's id or claims; for every row write publicRead(), for none leave the command out",
    path,
  };
}

/** The tables of the contract that a predicate asks, by their keys. */
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

/** Tables whose select policies would ask each other in a circle, which Postgres refuses (42P17). */
function recursions(contract: Contract, predicates: ReadonlyMap<string, ReadonlySet<string>>): Mistake[] {
  const asks = new Map<string, readonly string[]>(
    contractTables(contract).map(({ key, access }) => {
      const { rows } = access.authenticated.select;
      return [key, rows.kind === "member" ? [rows.members] : [...(predicates.get(key) ?? [])]];
    }),
  );
  return [...predicates.keys()].flatMap((key): Mistake[] => {
    const circle = pathBack(key, asks);
    if (circle === undefined) return [];
    return [
      {
        id: "contract/recursive-predicate",
        message: `to read ${key}, its predicate asks ${circle.join(", which asks ")}`,
        why: "each of them is read under its own policy, so that the asking never ends, and Postgres refuses it (42P17)",
        mend: "compare a column of the row itself, or ask a security definer function that returns the caller's own keys",
        path: ["tables", key, "access", "select"],
      },
    ];
  });
}

function pathBack(from: string, asks: ReadonlyMap<string, readonly string[]>): readonly string[] | undefined {
  const queue = (asks.get(from) ?? []).map((key) => [key]);
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
