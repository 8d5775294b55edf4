import type { Actor } from "../attack/actor.js";
import type { Cell, Proof } from "../judge/proof.js";
import { objectOf } from "../sql/object-name.js";
import { inWords, reach, type Upshot } from "./answer.js";
import type { HttpDifference, HttpUntested } from "./http-comparison.js";
import type { Statement } from "./statement.js";

/** One attempt, by SQL and over HTTP. */
export interface Pair {
  readonly actor: Actor;
  readonly sql: Upshot;
  readonly http: Upshot;
  /** Undefined if it decides nothing. */
  readonly agrees: boolean | undefined;
}

interface ComparedCell {
  readonly cell: Cell;
  agreeing: number;
  differing: Pair | undefined;
  open: string | undefined;
}

/** The cells that requests can test, with the results of the attempts. */
export class Comparison {
  readonly #entries = new Map<string, ComparedCell>();
  readonly #beyond = new Set<string>();

  /** @param exposed the schemas that the API serves */
  constructor({ cells }: Proof, exposed: readonly string[]) {
    for (const cell of cells) {
      const isServed = exposed.includes(cell.object.schema);
      if (cell.status === "untested") continue;
      if (!isServed || !isSendable(cell)) {
        this.#beyond.add(isServed ? beyondOf(cell) : `schema ${cell.object.schema}`);
        continue;
      }
      this.#entries.set(keyOf(cell, cell.actor, cell.command), {
        cell,
        agreeing: 0,
        differing: undefined,
        open: undefined,
      });
    }
  }

  has({ name, kind }: Statement, actor: string): boolean {
    return this.#entries.has(keyOf({ object: name }, actor, kind));
  }

  /** Records a pair for the statement's cell, if it is compared. */
  record({ name, kind }: Statement, actor: string, pair: Pair): void {
    const entry = this.#entries.get(keyOf({ object: name }, actor, kind));
    if (entry === undefined) return;
    if (pair.agrees === true) entry.agreeing += 1;
    else if (pair.agrees === false) entry.differing ??= pair;
    else entry.open ??= `${pair.actor.name}, by SQL: ${inWords(pair.sql)}; over HTTP: ${inWords(pair.http)}`;
  }

  /** Records why an attempt could not be sent. */
  excuse({ name, kind }: Statement, actor: string, why: string): void {
    const entry = this.#entries.get(keyOf({ object: name }, actor, kind));
    if (entry !== undefined) entry.open ??= why;
  }

  /** Commands and schemas that no request can reach. */
  beyond(): readonly string[] {
    return [...this.#beyond];
  }

  /** The cells that no pair has decided yet. */
  undecided(): readonly Cell[] {
    return [...this.#entries.values()].filter((entry) => !isDecided(entry)).map(({ cell }) => cell);
  }

  compared(): number {
    return [...this.#entries.values()].filter(isDecided).length;
  }

  differing(): readonly HttpDifference[] {
    return [...this.#entries.values()].flatMap(({ cell, differing }) =>
      differing === undefined ? [] : [differenceOf(cell, differing)],
    );
  }

  untested(): readonly HttpUntested[] {
    return [...this.#entries.values()]
      .filter((entry) => !isDecided(entry))
      .map(({ cell: { object, actor: actorName, command }, open }) => ({
        object,
        actor: actorName,
        command,
        why:
          open ?? "its attempts need rows that are changed first, or a statement that no request can express",
      }));
  }
}

function beyondOf({ command, object }: Cell): string {
  return command === "execute" ? `${object.kind}s` : command;
}

/** The four commands, and functions. No request uses a sequence, schema or procedure, or deletes an account. */
function isSendable({ command, object }: Cell): boolean {
  if (command === "execute") return object.kind === "function";
  return command !== "use" && command !== "erase";
}

function keyOf(
  { object }: { readonly object: { readonly schema: string; readonly name: string } },
  actor: string,
  command: Cell["command"],
): string {
  return JSON.stringify([object.schema, object.name, actor, command]);
}

function isDecided({ agreeing, differing }: ComparedCell): boolean {
  return agreeing > 0 || differing !== undefined;
}

function differenceOf(
  { object, actor: actorName, command }: Cell,
  { actor, sql, http }: Pair,
): HttpDifference {
  const describe = (upshot: Upshot) =>
    `${reach(upshot) > 0 ? "can" : "cannot"} ${command}, ${inWords(upshot)}`;
  return {
    object,
    actor: actorName,
    command,
    what: `${objectOf(object)}: by SQL ${actor.name} (${actor.role}) ${describe(sql)}; over HTTP they ${describe(http)}`,
    why: "the API connects to the database differently from the proof: as another role, with other claims, or with request settings that a policy, view or function reads",
    fix: "look for a policy, view or function that reads session_user, request.method, request.path or a claim other than sub, role and email; access must not depend on them",
  };
}
