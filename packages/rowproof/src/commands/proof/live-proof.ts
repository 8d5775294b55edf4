import type pg from "pg";
import { type Outside, reachingOutside } from "../../attack/outside.js";
import { readCatalog } from "../../catalog/catalog.js";
import type { CommandContext } from "../../cli/command.js";
import type { ProveCommand } from "../../cli/prove.js";
import type { Contract } from "../../contract/contract.js";
import { RowproofError } from "../../diagnostic.js";
import type { Proof } from "../../judge/proof.js";
import { proveOn } from "../../judge/prove.js";
import { readServer } from "../../migrate/preflight.js";
import { schemasToRebuild } from "../../shadow/schemas.js";
import { onConnection } from "../../sql/session.js";
import type { Target } from "../project/target.js";
import { within } from "./deadline.js";
import { advancedSince, readNumbers } from "./numbers.js";
import { requireNames } from "./only.js";
import { requireRoles } from "./roles.js";
import { underLocks } from "./table-locks.js";

/**
 * Attacks the database itself, in one transaction that is always rolled back. It waits for a lock no longer than two seconds,
 * and other sessions see nothing of it but the numbers that sequences gave out.
 * @throws {RowproofError} exit code 3: something reaches outside the transaction, a table is locked by another session, or
 * the role cannot become the actors
 */
export function proveLive(
  contract: Contract,
  target: Target,
  { only, reachOutside, budget }: ProveCommand,
  { output, signal }: CommandContext,
): Promise<Proof> {
  return onConnection(target.url, signal, async (client) => {
    await readServer(client);
    const schemas = schemasToRebuild(await schemaNames(client), contract.schemas);
    const catalog = await readCatalog(client, { schemas });
    if (only !== undefined) requireNames(only, contract, catalog);
    const outside = reachingOutside(catalog);
    if (outside.length > 0 && reachOutside !== true) throw reaches(outside);
    await requireRoles(client, contract, catalog.server);
    if (!catalog.server.superuser) output.tell(`    note: ${roleAlone(catalog.server.currentRole)}`);
    const prove = () =>
      proveOn(client, {
        contract,
        catalog,
        live: true,
        signal,
        budget,
        ...(only === undefined ? {} : { only }),
        onProgress: output.progress("attack", "objects"),
      });
    const numbers = await readNumbers(client);
    const proof = await output.timed(
      "attack",
      () => within(signal, underLocks(client, catalog, prove)),
      ({ attempts }) => `${attempts} attempts, all rolled back`,
    );
    const advanced = advancedSince(numbers, await readNumbers(client));
    if (advanced.length > 0) output.tell(`    note: ${numbersStay(advanced)}`);
    return proof;
  });
}

function roleAlone(role: string): string {
  return `${role} is no superuser: actors are tried by "set role" alone, so session_user stays ${role}`;
}

function numbersStay(sequences: readonly string[]): string {
  return `what a sequence gives out is never taken back: numbers are skipped in ${sequences.join(", ")}`;
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
      why: "an attack may set it off, and a rollback would not take back what it did",
      fix: "prove in a shadow, without --live; or go on with --reach-outside, if what it does is harmless",
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
