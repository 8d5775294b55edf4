import type pg from "pg";
import type { Actor } from "../attack/actor.js";
import { Canaries } from "../attack/canaries.js";
import { readOf } from "../attack/reads.js";
import type { Catalog } from "../catalog/facts.js";
import type { Proof } from "../judge/proof.js";
import type { SeedResult } from "../seed/seeded.js";
import { keyOf } from "../sql/relation-key.js";
import { agreementOf, type Compared } from "./agreement.js";
import { agree, type Upshot, upshotOf, upshotOfSql } from "./answer.js";
import { Attribution } from "./attribution.js";
import { Comparison } from "./comparison.js";
import { emptyCall, executionBySql, executionOverHttp } from "./executions.js";
import type { HttpVerdict } from "./http-comparison.js";
import { readParameters } from "./parameters.js";
import type { RecordedAttempt, Recording } from "./recording.js";
import { type ApiRequest, type Naming, requestOf } from "./request.js";
import { withSetup } from "./served-database.js";
import { readStatement, type Statement } from "./statement.js";
import { Values } from "./values.js";

/**
 * Sends a request as an actor.
 * @param whole whether to use a token with every claim of the actor, even if the auth service did not sign it
 * @returns the response; or a text that says why the request cannot be sent
 */
export type Send = (actor: Actor, request: ApiRequest, whole: boolean) => Promise<Response | string>;

export interface ReplayOptions {
  readonly proof: Proof;
  readonly recording: Recording;
  readonly catalog: Catalog;
  readonly seeded: SeedResult;
  /** All actors with honest claims. */
  readonly actors: readonly Actor[];
  /** The schemas that the API serves. */
  readonly exposed: readonly string[];
  /** Connected to the database that the API serves. It computes the values that are sent. */
  readonly client: pg.ClientBase;
  readonly send: Send;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: (done: number, of: number) => void;
}

/** How many requests run at once. */
const together = 4;

/** At most this many attempts are sent for one actor, command and object. */
const most = 60;

/** Sends the attempts of a proof again as requests, and compares the results with those of the statements. */
export async function replay(options: ReplayOptions): Promise<HttpVerdict> {
  const { client, exposed, recording, signal, onProgress } = options;
  const replay = new Replay(options, await readParameters(client, exposed));
  const entries = recording.plain();
  let next = 0;
  const worker = async () => {
    for (let at = next++; at < entries.length; at = next++) {
      signal?.throwIfAborted();
      onProgress?.(at, entries.length);
      const entry = entries[at];
      if (entry !== undefined) await replay.again(entry);
    }
  };
  await Promise.all(Array.from({ length: together }, worker));
  await replay.callRemainingFunctions();
  for (const group of recording.withSetup()) await replay.againWithSetup(group);
  return replay.verdict();
}

class Replay {
  readonly #options: ReplayOptions;
  readonly #comparison: Comparison;
  readonly #values: Values;
  readonly #attribution: Attribution;
  readonly #canaries: Canaries;
  readonly #naming: Naming;
  readonly #sent = new Map<string, number>();
  readonly #completed = new Set<string>();
  #requests = 0;

  constructor(options: ReplayOptions, parameters: ReadonlyMap<string, readonly string[]>) {
    const { proof, exposed, client, seeded, catalog } = options;
    this.#options = options;
    this.#comparison = new Comparison(proof, exposed);
    this.#values = new Values(client);
    this.#attribution = new Attribution(seeded.rows);
    this.#canaries = new Canaries(seeded.rows);
    const relations = new Map(catalog.relations.map((relation) => [keyOf(relation), relation]));
    this.#naming = {
      parameters: (name) => parameters.get(keyOf(name)),
      columnType: (relation, column) =>
        relations.get(keyOf(relation))?.columns.find(({ name }) => name === column)?.type,
    };
  }

  async again({ actor, statement: text, outcome }: RecordedAttempt): Promise<void> {
    const statement = await readStatement(text);
    if (statement === undefined || this.#isEnough(statement, actor)) return;
    const actors = await this.#actorNames(statement, actor);
    if (actors.length === 0) return;
    const sql = upshotOfSql(outcome, statement.kind);
    if (sql.kind === "failed" && sql.code === "57014") {
      for (const actorName of actors)
        this.#comparison.excuse(statement, actorName, "by SQL it exceeds the statement timeout");
      return;
    }
    const visible = this.#visible(actor, statement);
    const attempt = { statement, actor, actors, outcome, visible, sql };
    const request = await requestOf(statement, this.#values, this.#naming);
    if (request === undefined) {
      await this.#refuse(attempt);
      return;
    }
    const http = await this.#send(attempt, request, false);
    if (http === undefined) return;
    const agreement = agreementOf({ ...attempt, http }, this.#canaries);
    const differs = actor.person !== null && [...agreement.values()].includes(false);
    if (differs && (await this.#isSameWhole(attempt, request))) return;
    for (const [actorName, agrees] of agreement)
      this.#comparison.record(statement, actorName, { actor, sql: attempt.sql, http, agrees });
  }

  /** Sends the attempts that need a setup, if their cell is still undecided. */
  async againWithSetup(group: readonly RecordedAttempt[]): Promise<void> {
    const { client, signal } = this.#options;
    const needed: RecordedAttempt[] = [];
    for (const entry of group) if (await this.#isNeeded(entry)) needed.push(entry);
    const [first] = needed;
    if (first === undefined) return;
    await withSetup(client, first.setup, async () => {
      for (const entry of needed) {
        signal?.throwIfAborted();
        await this.again(entry);
      }
    });
  }

  async #isNeeded({ actor, statement: text }: RecordedAttempt): Promise<boolean> {
    const open = this.#comparison.undecided();
    if (open.length === 0) return false;
    const statement = await readStatement(text);
    if (statement === undefined) return false;
    const actors = await this.#actorNames(statement, actor);
    return open.some(
      ({ object, command, actor: actorName }) =>
        command === statement.kind && keyOf(object) === keyOf(statement.name) && actors.includes(actorName),
    );
  }

  /** For a refused update to an expression without a value of its own, such as a default: any other value is refused too. */
  async #refuse(attempt: Omit<Compared, "http">): Promise<void> {
    const { statement, actor, sql, actors } = attempt;
    if (statement.kind !== "update" || sql.kind === "done") return;
    const values = Object.fromEntries(Object.keys(statement.values).map((column) => [column, "null"]));
    const request = await requestOf({ ...statement, values }, this.#values, this.#naming);
    const http = request === undefined ? undefined : await this.#send(attempt, request, false);
    if (http?.kind !== sql.kind) return;
    for (const actorName of actors)
      this.#comparison.record(statement, actorName, { actor, sql, http, agrees: agree(sql, http) });
  }

  /** Sends it with all claims of the platform's tokens. Tokens of the auth service may lack some. */
  async #isSameWhole(attempt: Omit<Compared, "http">, request: ApiRequest): Promise<boolean> {
    const { statement, actor, sql } = attempt;
    const http = await this.#send(attempt, request, true);
    if (http === undefined) return false;
    const agreement = agreementOf({ ...attempt, http }, this.#canaries);
    if ([...agreement.values()].includes(false)) return false;
    this.#completed.add(actor.name);
    for (const [actorName, agrees] of agreement)
      this.#comparison.record(statement, actorName, { actor, sql, http, agrees });
    return true;
  }

  /** Calls the functions that the proof did not call, because it read only the privilege. */
  async callRemainingFunctions(): Promise<void> {
    for (const cell of this.#comparison.undecided().filter(({ command }) => command === "execute")) {
      this.#options.signal?.throwIfAborted();
      const parameters = this.#naming.parameters(cell.object);
      const actor = this.#options.actors.find(({ standsFor }) => standsFor.own === cell.actor);
      if (parameters === undefined || actor === undefined) continue;
      const statement = emptyCall(cell.object, parameters);
      const request = await requestOf(statement, this.#values, this.#naming);
      if (request === undefined) continue;
      const answer = await this.#send({ statement, actor, actors: [cell.actor] }, request, false);
      if (answer === undefined) continue;
      const [sql, http] = [executionBySql(cell), executionOverHttp(answer)];
      this.#comparison.record(statement, cell.actor, { actor, sql, http, agrees: agree(sql, http) });
    }
  }

  verdict(): HttpVerdict {
    const completed = [...this.#completed];
    return {
      compared: this.#comparison.compared(),
      differing: this.#comparison.differing(),
      untested: this.#comparison.untested(),
      beyond: this.#comparison.beyond(),
      requests: this.#requests,
      notes: completed.map(
        (name) =>
          `${name} was also tried with a token that has all claims, because the auth service omits some`,
      ),
    };
  }

  #visible(actor: Actor, { name }: Statement): readonly object[] {
    const { recording } = this.#options;
    return recording.answer(actor, readOf({ relation: name }))?.results[0]?.rows ?? [];
  }

  async #actorNames(statement: Statement, actor: Actor): Promise<readonly string[]> {
    const key = "where" in statement ? statement.where : {};
    const values = statement.kind === "insert" ? statement.values : key;
    const actors = this.#attribution.actors(actor, statement, (await this.#values.of(values)) ?? {});
    return actors.filter((actorName) => this.#comparison.has(statement, actorName));
  }

  #isEnough({ kind, name }: Statement, actor: Actor): boolean {
    const key = JSON.stringify([kind, keyOf(name), actor.name]);
    const sent = (this.#sent.get(key) ?? 0) + 1;
    this.#sent.set(key, sent);
    return sent > most;
  }

  async #send(
    { statement, actor, actors }: Pick<Compared, "statement" | "actor" | "actors">,
    request: ApiRequest,
    whole: boolean,
  ): Promise<Upshot | undefined> {
    const response = await this.#options.send(actor, request, whole);
    if (typeof response === "string") {
      for (const actorName of actors) this.#comparison.excuse(statement, actorName, response);
      return undefined;
    }
    this.#requests += 1;
    return upshotOf(response, statement.kind);
  }
}
