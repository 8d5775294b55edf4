import type pg from "pg";
import type { Catalog } from "../../catalog/facts.js";
import { readOf } from "../attack/shown.js";
import type { Caller } from "../caller.js";
import { Canaries } from "../canaries.js";
import type { Planted } from "../plant/planted.js";
import { keyOf } from "../table-key.js";
import type { Proof } from "../verdict.js";
import { agreementOf, type Compared } from "./agreement.js";
import { agree, type Upshot, upshotOf, upshotOfSql } from "./answer.js";
import { Attribution } from "./attribution.js";
import { Ballot } from "./ballot.js";
import { emptyCall, executionBySql, executionOverHttp } from "./executions.js";
import { readParameters } from "./parameters.js";
import { type ApiRequest, type Naming, requestOf } from "./request.js";
import { onStage } from "./stage.js";
import { readStatement, type Statement } from "./statement.js";
import type { Tape, Taped } from "./tape.js";
import { Values } from "./values.js";
import type { HttpVerdict } from "./verdict.js";

/**
 * Sends a request as a caller.
 * @param whole with a token that has every claim of the caller, be it not signed by the service itself
 * @returns a text, where it cannot be sent: why
 */
export type Send = (caller: Caller, request: ApiRequest, whole: boolean) => Promise<Response | string>;

export interface ReplayOptions {
  readonly proof: Proof;
  readonly tape: Tape;
  readonly catalog: Catalog;
  readonly planted: Planted;
  /** Everybody with honest claims. */
  readonly callers: readonly Caller[];
  /** The schemas that the API serves. */
  readonly exposed: readonly string[];
  /** In the database that the API serves: works out the values that are sent. */
  readonly client: pg.ClientBase;
  readonly send: Send;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: (done: number, of: number) => void;
}

/** How many requests are under way at once. */
const together = 4;

/** How many attempts of one caller with one command on one object are sent. */
const most = 60;

/** Sends what a proof has tried once more, as requests, and holds what comes of them against what came of the statements. */
export async function replay(options: ReplayOptions): Promise<HttpVerdict> {
  const { client, exposed, tape, signal, onProgress } = options;
  const replay = new Replay(options, await readParameters(client, exposed));
  const entries = tape.plain();
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
  await replay.callWhatIsLeft();
  for (const group of tape.staged()) await replay.againOnStage(group);
  return replay.verdict();
}

class Replay {
  readonly #options: ReplayOptions;
  readonly #ballot: Ballot;
  readonly #values: Values;
  readonly #attribution: Attribution;
  readonly #canaries: Canaries;
  readonly #naming: Naming;
  readonly #sent = new Map<string, number>();
  readonly #completed = new Set<string>();
  #requests = 0;

  constructor(options: ReplayOptions, parameters: ReadonlyMap<string, readonly string[]>) {
    const { proof, exposed, client, planted, catalog } = options;
    this.#options = options;
    this.#ballot = new Ballot(proof, exposed);
    this.#values = new Values(client);
    this.#attribution = new Attribution(planted.rows);
    this.#canaries = new Canaries(planted.rows);
    const relations = new Map(catalog.relations.map((relation) => [keyOf(relation), relation]));
    this.#naming = {
      parameters: (name) => parameters.get(keyOf(name)),
      columnType: (relation, column) =>
        relations.get(keyOf(relation))?.columns.find(({ name }) => name === column)?.type,
    };
  }

  async again({ caller, statement: text, outcome }: Taped): Promise<void> {
    const statement = await readStatement(text);
    if (statement === undefined || this.#isEnough(statement, caller)) return;
    const actors = await this.#actorsOf(statement, caller);
    if (actors.length === 0) return;
    const sql = upshotOfSql(outcome, statement.kind);
    if (sql.kind === "failed" && sql.code === "57014") {
      for (const actor of actors) this.#ballot.excuse(statement, actor, "by SQL it runs out of time");
      return;
    }
    const visible = this.#visible(caller, statement);
    const attempt = { statement, caller, actors, outcome, visible, sql };
    const request = await requestOf(statement, this.#values, this.#naming);
    if (request === undefined) {
      await this.#refuse(attempt);
      return;
    }
    const http = await this.#send(attempt, request, false);
    if (http === undefined) return;
    const told = agreementOf({ ...attempt, http }, this.#canaries);
    const isOtherwise = caller.person !== null && [...told.values()].includes(false);
    if (isOtherwise && (await this.#isSameWhole(attempt, request))) return;
    for (const [actor, agrees] of told)
      this.#ballot.record(statement, actor, { caller, sql: attempt.sql, http, agrees });
  }

  /** Attempts that take other rows first, where one of them is of a cell that nothing else has told of. */
  async againOnStage(group: readonly Taped[]): Promise<void> {
    const { client, signal } = this.#options;
    const needed: Taped[] = [];
    for (const entry of group) if (await this.#isNeeded(entry)) needed.push(entry);
    const [first] = needed;
    if (first === undefined) return;
    await onStage(client, first.setup, async () => {
      for (const entry of needed) {
        signal?.throwIfAborted();
        await this.again(entry);
      }
    });
  }

  async #isNeeded({ caller, statement: text }: Taped): Promise<boolean> {
    const open = this.#ballot.undecided();
    if (open.length === 0) return false;
    const statement = await readStatement(text);
    if (statement === undefined) return false;
    const actors = await this.#actorsOf(statement, caller);
    return open.some(
      ({ object, command, actor }) =>
        command === statement.kind && keyOf(object) === keyOf(statement.name) && actors.includes(actor),
    );
  }

  /** A refused change to what has no value by itself, such as a default: any value is refused as well. */
  async #refuse(attempt: Omit<Compared, "http">): Promise<void> {
    const { statement, caller, sql, actors } = attempt;
    if (statement.kind !== "update" || sql.kind === "done") return;
    const values = Object.fromEntries(Object.keys(statement.values).map((column) => [column, "null"]));
    const request = await requestOf({ ...statement, values }, this.#values, this.#naming);
    const http = request === undefined ? undefined : await this.#send(attempt, request, false);
    if (http?.kind !== sql.kind) return;
    for (const actor of actors)
      this.#ballot.record(statement, actor, { caller, sql, http, agrees: agree(sql, http) });
  }

  /** With all claims that the platform's tokens have: the service's own may lack some. */
  async #isSameWhole(attempt: Omit<Compared, "http">, request: ApiRequest): Promise<boolean> {
    const { statement, caller, sql } = attempt;
    const http = await this.#send(attempt, request, true);
    if (http === undefined) return false;
    const told = agreementOf({ ...attempt, http }, this.#canaries);
    if ([...told.values()].includes(false)) return false;
    this.#completed.add(caller.name);
    for (const [actor, agrees] of told) this.#ballot.record(statement, actor, { caller, sql, http, agrees });
    return true;
  }

  /** Functions that nobody has called by SQL, as the privilege alone was asked there. */
  async callWhatIsLeft(): Promise<void> {
    for (const cell of this.#ballot.undecided().filter(({ command }) => command === "execute")) {
      this.#options.signal?.throwIfAborted();
      const parameters = this.#naming.parameters(cell.object);
      const caller = this.#options.callers.find(({ actors }) => actors.own === cell.actor);
      if (parameters === undefined || caller === undefined) continue;
      const statement = emptyCall(cell.object, parameters);
      const request = await requestOf(statement, this.#values, this.#naming);
      if (request === undefined) continue;
      const answer = await this.#send({ statement, caller, actors: [cell.actor] }, request, false);
      if (answer === undefined) continue;
      const [sql, http] = [executionBySql(cell), executionOverHttp(answer)];
      this.#ballot.record(statement, cell.actor, { caller, sql, http, agrees: agree(sql, http) });
    }
  }

  verdict(): HttpVerdict {
    const completed = [...this.#completed];
    return {
      compared: this.#ballot.compared(),
      differing: this.#ballot.differing(),
      untried: this.#ballot.untried(),
      beyond: this.#ballot.beyond(),
      requests: this.#requests,
      notes: completed.map(
        (name) => `${name} was tried with a signed token too, as the service leaves claims out of its own`,
      ),
    };
  }

  #visible(caller: Caller, { name }: Statement): readonly object[] {
    const { tape } = this.#options;
    return tape.answer(caller, readOf({ relation: name }))?.results[0]?.rows ?? [];
  }

  async #actorsOf(statement: Statement, caller: Caller): Promise<readonly string[]> {
    const key = "where" in statement ? statement.where : {};
    const values = statement.kind === "insert" ? statement.values : key;
    const actors = this.#attribution.actors(caller, statement, (await this.#values.of(values)) ?? {});
    return actors.filter((actor) => this.#ballot.has(statement, actor));
  }

  #isEnough({ kind, name }: Statement, caller: Caller): boolean {
    const key = JSON.stringify([kind, keyOf(name), caller.name]);
    const sent = (this.#sent.get(key) ?? 0) + 1;
    this.#sent.set(key, sent);
    return sent > most;
  }

  async #send(
    { statement, caller, actors }: Pick<Compared, "statement" | "caller" | "actors">,
    request: ApiRequest,
    whole: boolean,
  ): Promise<Upshot | undefined> {
    const response = await this.#options.send(caller, request, whole);
    if (typeof response === "string") {
      for (const actor of actors) this.#ballot.excuse(statement, actor, response);
      return undefined;
    }
    this.#requests += 1;
    return upshotOf(response, statement.kind);
  }
}
