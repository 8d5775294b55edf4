import type { Relation } from "../../catalog/facts.js";
import { contractTables } from "../../contract/tables.js";
import { identifier, literal, sql } from "../../sql/sql.js";
import { nameOf, scriptFor } from "../breach.js";
import type { Caller } from "../caller.js";
import type { Scene } from "../scene.js";
import { accessTo } from "../target.js";
import type { Breach } from "../verdict.js";

/** What a caller can do with a sequence: take a value, move the count, read it. */
const uses = [
  {
    attack: "use/nextval",
    verb: "take values from",
    needed: true,
    call: (name: string) => `select nextval(${name})`,
  },
  {
    attack: "use/setval",
    verb: "move",
    needed: false,
    call: (name: string, at: string) => `select setval(${name}, ${at})`,
  },
  { attack: "use/read", verb: "read", needed: false, call: undefined },
] as const;

/** Tries every use of a sequence. On a live database the server is asked, because what a sequence gave is not taken back. */
export async function attackSequence(scene: Scene, sequence: Relation, caller: Caller): Promise<void> {
  if (caller.role === "service_role" || caller.oddity !== undefined) return;
  const name = identifier(sequence.schema, sequence.name).text;
  const needed = insertNeeds(scene, sequence, caller.role);
  for (const { attack, verb, needed: forInsert, call } of uses) {
    const statement =
      call === undefined
        ? `select last_value from ${name}`
        : call(literal(name).text, await lastValue(scene, name));
    const refused =
      scene.live && call !== undefined
        ? !(await holds(scene, name, caller, forInsert))
        : await isRefused(scene, caller, statement);
    const expected = forInsert && needed;
    scene.ledger.record({
      object: { schema: sequence.schema, name: sequence.name, kind: "sequence" },
      actor: caller.actors.own,
      command: "use",
      subject: attack,
      expected,
      result: refused ? "missed" : "reached",
      said: refused ? "42501" : undefined,
      breach: () => told(sequence, caller, attack, verb, statement, expected),
    });
  }
}

async function isRefused({ session }: Scene, caller: Caller, statement: string): Promise<boolean> {
  const outcome = await session.attempt({ caller, statements: [statement] });
  return outcome === "setup" || outcome.error?.sqlstate === "42501";
}

async function holds({ session }: Scene, name: string, { role }: Caller, usage: boolean): Promise<boolean> {
  const privilege = usage ? "USAGE, UPDATE" : "UPDATE";
  const query = sql`select has_sequence_privilege(${literal(role)}, ${literal(name)}, ${literal(privilege)}) as held`;
  const { results } = await session.ask([query.text]);
  return results[0]?.rows[0]?.held === "t";
}

/** Where it stands already, so that nothing is moved that later rows rest on. */
async function lastValue({ session }: Scene, name: string): Promise<string> {
  const { results } = await session.ask([`select last_value from ${name}`]);
  return results[0]?.rows[0]?.last_value ?? "1";
}

/** A default of `nextval` runs as whoever inserts; an identity column asks nobody (documentation, "CREATE SEQUENCE"). */
function insertNeeds({ contract, catalog }: Scene, sequence: Relation, role: string): boolean {
  return contractTables(contract).some((table) => {
    const access = accessTo({ table }, role, "insert");
    const base = catalog.relations.find(({ schema, name }) => schema === table.schema && name === table.name);
    if (base === undefined || access === undefined || access.rows.kind === "none") return false;
    return base.columns.some(
      ({ default: expression }) =>
        expression?.includes("nextval(") && new RegExp(`[.'"]${escaped(sequence.name)}["']`).test(expression),
    );
  });
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

function told(
  sequence: Relation,
  caller: Caller,
  attack: string,
  verb: string,
  statement: string,
  expected: boolean,
): Breach {
  const object = nameOf({ schema: sequence.schema, name: sequence.name, kind: "sequence" });
  const name = identifier(sequence.schema, sequence.name).text;
  const role = identifier(caller.role).text;
  return {
    attack,
    what: `${caller.name} (${caller.role}) ${expected ? "cannot" : "can"} ${verb} ${object}`,
    why: expected
      ? "the contract lets them insert, and a column's default asks the sequence"
      : "no insert of the contract needs it: the count tells how many rows there are, and moving it makes inserts fail",
    mend: expected
      ? `grant usage on sequence ${name} to ${role};`
      : `revoke all on sequence ${name} from public, ${role};`,
    script: scriptFor(caller, { attempt: [statement] }),
  };
}
