import type pg from "pg";
import { type Outside, reachingOutside } from "../../attack/outside.js";
import { readCatalog } from "../../catalog/catalog.js";
import type { Catalog } from "../../catalog/facts.js";
import { resolveContract } from "../../contract/resolved.js";
import { RowproofError } from "../../diagnostic.js";
import type { Proof } from "../../judge/proof.js";
import { proveOn } from "../../judge/prove.js";
import { readServer } from "../../migrate/preflight.js";
import { schemasToRebuild } from "../../shadow/schemas.js";
import { onConnection } from "../../sql/session.js";
import { within } from "./deadline.js";
import { advancedSince, readNumbers } from "./numbers.js";
import { requireNames } from "./only.js";
import type { ProveInput } from "./prove-input.js";
import { requireRoles } from "./roles.js";
import { underLocks } from "./table-locks.js";

const defaultBudget = 100_000;

/**
 * Attacks the database itself, in one transaction that is always rolled back. It waits for a lock two seconds at most, and
 * other sessions see nothing of it but the numbers that sequences gave out.
 * @throws {RowproofError} exit code 3: something reaches outside the transaction, another session holds a lock on a table, or
 * the role cannot become the actors
 */
export function proveLive(input: ProveInput): Promise<Proof> {
  const { signal, report } = input.context;
  return onConnection(input.target.url, signal, async (client) => {
    const catalog = await readAttackable(client, input);
    if (!catalog.server.superuser) report.note(roleAlone(catalog.server.currentRole));
    const numbers = await readNumbers(client);
    const proof = await report.timed(
      "attack",
      () =>
        within(
          signal,
          underLocks(client, catalog, () => attack(client, catalog, input)),
        ),
      ({ attempts }) => `${attempts} attempts, all rolled back`,
    );
    const advanced = advancedSince(numbers, await readNumbers(client));
    if (advanced.length > 0) report.note(numbersStay(advanced));
    return proof;
  });
}

/** The catalog, once it is known that it can be attacked without harm. */
async function readAttackable(client: pg.Client, { contract, options }: ProveInput): Promise<Catalog> {
  await readServer(client);
  const schemas = schemasToRebuild(await schemaNames(client), contract.schemas);
  const catalog = await readCatalog(client, { schemas });
  if (options.only !== undefined) requireNames(options.only, contract, catalog);
  const outside = reachingOutside(catalog);
  if (outside.length > 0 && options.reachOutside !== true) throw reaches(outside);
  await requireRoles(client, contract, catalog.server);
  return catalog;
}

function attack(
  client: pg.Client,
  catalog: Catalog,
  { contract, options, context }: ProveInput,
): Promise<Proof> {
  return proveOn(client, {
    contract: resolveContract(contract, catalog),
    live: true,
    signal: context.signal,
    budget: options.budget ?? defaultBudget,
    ...(options.only === undefined ? {} : { only: options.only }),
    onProgress: context.report.progress("attack", "objects"),
  });
}

function roleAlone(role: string): string {
  return `${role} is not a superuser: actors are tried with "set role" only, so session_user stays ${role}`;
}

function numbersStay(sequences: readonly string[]): string {
  return `a rollback does not take back the numbers of a sequence: some are skipped in ${sequences.join(", ")}`;
}

async function schemaNames(client: pg.ClientBase): Promise<readonly string[]> {
  const { rows } = await client.query<{ name: string }>("select nspname as name from pg_namespace");
  return rows.map(({ name }) => name);
}

function reaches(outside: readonly Outside[]): RowproofError {
  return new RowproofError(
    {
      id: "prove/reaches-outside",
      message: `not everything here stays in a transaction: ${outside.map(({ object }) => object).join(", ")}`,
      why: "an attack may trigger it, and a rollback would not undo what it did",
      fix: "prove in a shadow, without --live; or go on with --reach-outside if its effects are harmless",
      details: outside.map(({ object, why }) => ({
        id: "prove/reaches-outside",
        message: object,
        why,
        fix: "look at what it does",
      })),
    },
    3,
  );
}
