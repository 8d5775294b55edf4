import type { Relation } from "../catalog/facts.js";
import { identifier, literal, sql } from "../sql/sql.js";
import type { Actor } from "./actor.js";
import type { SequenceAttack } from "./attack.js";
import type { AttackContext } from "./context.js";
import type { SchemaEffect } from "./effects/schema.js";
import { askOwner, type Steps, send } from "./steps.js";
import { accessTo } from "./target.js";

/** What an actor can do with a sequence. */
type SequenceUseKind = Extract<SchemaEffect, { kind: "sequence" }>["use"];

export const takeFromSequence: SequenceAttack = {
  id: "use/nextval",
  command: "use",
  tries: "takes a value from a sequence",
  *attempts(context, sequence, actor) {
    const name = identifier(sequence.schema, sequence.name).text;
    const statement = `select nextval(${literal(name).text})`;
    const expected = insertNeeds(context, sequence, actor.role);
    yield* tryUse(context, sequence, { attack: takeFromSequence, use: "take", actor, statement, expected });
  },
};

export const moveSequence: SequenceAttack = {
  id: "use/setval",
  command: "use",
  tries: "moves a sequence",
  *attempts(context, sequence, actor) {
    const name = identifier(sequence.schema, sequence.name).text;
    const statement = `select setval(${literal(name).text}, ${yield* lastValue(name)})`;
    yield* tryUse(context, sequence, {
      attack: moveSequence,
      use: "move",
      actor,
      statement,
      expected: false,
    });
  },
};

export const readSequence: SequenceAttack = {
  id: "use/read",
  command: "use",
  tries: "reads the current value of a sequence",
  *attempts(context, sequence, actor) {
    const statement = `select last_value from ${identifier(sequence.schema, sequence.name).text}`;
    yield* tryUse(context, sequence, {
      attack: readSequence,
      use: "read",
      actor,
      statement,
      expected: false,
    });
  },
};

interface SequenceUse {
  readonly attack: SequenceAttack;
  readonly use: SequenceUseKind;
  readonly actor: Actor;
  readonly statement: string;
  readonly expected: boolean;
}

/** On a live database only the privilege is read, because a rollback does not reset a sequence. */
function* tryUse(context: AttackContext, sequence: Relation, given: SequenceUse): Steps<void> {
  const { attack, use, actor, statement, expected } = given;
  if (actor.role === "service_role" || actor.oddity !== undefined) return;
  const name = identifier(sequence.schema, sequence.name).text;
  const refused =
    context.live && use !== "read"
      ? !(yield* holds(name, actor, use === "take"))
      : yield* isRefused(actor, statement);
  const { schema, name: bare } = sequence;
  const attempt = { actor, statements: [statement] };
  const effect = { kind: "sequence", use, expected, sequence: { schema, name: bare } } as const;
  context.observed.record({
    object: { schema, name: bare, kind: "sequence" },
    actor: actor.standsFor.own,
    command: "use",
    subject: use,
    expected,
    result: refused ? "missed" : "reached",
    said: refused ? "42501" : undefined,
    evidence: () => ({ context, attack, attempt, effect, on: undefined }),
  });
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

/** Sets the value that the sequence has already, so that later inserts are not affected. */
function* lastValue(name: string): Steps<string> {
  const { results } = yield* askOwner([`select last_value from ${name}`]);
  return results[0]?.rows[0]?.last_value ?? "1";
}

/** A default of `nextval` needs a privilege of the inserting role; an identity column needs none (documentation, "CREATE SEQUENCE"). */
function insertNeeds({ contract }: AttackContext, sequence: Relation, role: string): boolean {
  return contract.namedTables.some((table) => {
    const access = accessTo({ table }, role, "insert");
    const base = table.relation;
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
