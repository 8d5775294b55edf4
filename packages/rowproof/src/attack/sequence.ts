import type { Relation } from "../catalog/facts.js";
import { contractTables } from "../contract/tables.js";
import { scriptFor } from "../judge/breach.js";
import type { Breach } from "../judge/proof.js";
import { objectOf } from "../sql/object-name.js";
import { identifier, literal, sql } from "../sql/sql.js";
import type { Actor } from "./actor.js";
import type { AttackContext } from "./context.js";
import { askOwner, type Steps, send } from "./steps.js";
import { accessTo } from "./target.js";

/** What a actor can do with a sequence: take a value, move the count, read it. */
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
export function* attackSequence(context: AttackContext, sequence: Relation, actor: Actor): Steps<void> {
  if (actor.role === "service_role" || actor.oddity !== undefined) return;
  const name = identifier(sequence.schema, sequence.name).text;
  const needed = insertNeeds(context, sequence, actor.role);
  for (const { attack, verb, needed: forInsert, call } of uses) {
    const statement =
      call === undefined
        ? `select last_value from ${name}`
        : call(literal(name).text, yield* lastValue(name));
    const refused =
      context.live && call !== undefined
        ? !(yield* holds(name, actor, forInsert))
        : yield* isRefused(actor, statement);
    const expected = forInsert && needed;
    context.observed.record({
      object: { schema: sequence.schema, name: sequence.name, kind: "sequence" },
      actor: actor.standsFor.own,
      command: "use",
      subject: attack,
      expected,
      result: refused ? "missed" : "reached",
      said: refused ? "42501" : undefined,
      breach: () => told(sequence, actor, attack, verb, statement, expected),
    });
  }
}

function* isRefused(actor: Actor, statement: string): Steps<boolean> {
  const outcome = yield* send({ actor, statements: [statement] });
  return outcome === "setup" || outcome.error?.sqlstate === "42501";
}

function* holds(name: string, { role }: Actor, usage: boolean): Steps<boolean> {
  const privilege = usage ? "USAGE, UPDATE" : "UPDATE";
  const query = sql`select has_sequence_privilege(${literal(role)}, ${literal(name)}, ${literal(privilege)}) as held`;
  const { results } = yield* askOwner([query.text]);
  return results[0]?.rows[0]?.held === "t";
}

/** Where it stands already, so that nothing is moved that later rows rest on. */
function* lastValue(name: string): Steps<string> {
  const { results } = yield* askOwner([`select last_value from ${name}`]);
  return results[0]?.rows[0]?.last_value ?? "1";
}

/** A default of `nextval` runs as whoever inserts; an identity column asks nobody (documentation, "CREATE SEQUENCE"). */
function insertNeeds({ contract, catalog }: AttackContext, sequence: Relation, role: string): boolean {
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
  actor: Actor,
  attack: string,
  verb: string,
  statement: string,
  expected: boolean,
): Breach {
  const object = objectOf({ schema: sequence.schema, name: sequence.name, kind: "sequence" });
  const name = identifier(sequence.schema, sequence.name).text;
  const role = identifier(actor.role).text;
  return {
    attack,
    what: `${actor.name} (${actor.role}) ${expected ? "cannot" : "can"} ${verb} ${object}`,
    why: expected
      ? "the contract lets them insert, and a column's default asks the sequence"
      : "no insert of the contract needs it: the count tells how many rows there are, and moving it makes inserts fail",
    fix: expected
      ? `grant usage on sequence ${name} to ${role};`
      : `revoke all on sequence ${name} from public, ${role};`,
    script: scriptFor(actor, { attempt: [statement] }),
  };
}
