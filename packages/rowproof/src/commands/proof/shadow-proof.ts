import { availableParallelism } from "node:os";
import { readCatalog } from "../../catalog/catalog.js";
import type { Contract } from "../../contract/contract.js";
import { resolveContract } from "../../contract/resolved.js";
import type { HttpVerdict } from "../../http/http-comparison.js";
import { Recording } from "../../http/recording.js";
import { mergeProofs } from "../../judge/merge.js";
import type { Proof } from "../../judge/proof.js";
import { type ProveOptions, proveOn } from "../../judge/prove.js";
import { seedRows } from "../../seed/seed-rows.js";
import type { SchemaSnapshot } from "../../shadow/schema-snapshot.js";
import type { Rebuilt, Shadow } from "../../shadow/shadow.js";
import { onConnection } from "../../sql/session.js";
import { within } from "./deadline.js";
import { type HttpProofOptions, proveOverHttp } from "./http-proof.js";

/** How long each step took, in milliseconds. */
interface ProofTimes {
  readonly rebuild: number;
  readonly seed: number;
  readonly attack: number;
  readonly http: number;
}

export type ShadowProofOptions = Pick<ProveOptions, "only" | "signal" | "onProgress"> & {
  readonly contract: Contract;
  readonly onStep?: (name: keyof ProofTimes, milliseconds: number) => void;
  /** Sends every attempt over HTTP too. */
  readonly http?: Pick<HttpProofOptions, "onProgress" | "open"> | undefined;
};

/** A proof by SQL, and its comparison over HTTP where that was requested. */
export interface ShadowProof extends Proof {
  readonly http?: HttpVerdict;
}

/** Milliseconds for each statement that seeds. */
export const seedingLimit = 5000;

/** The number of relations from which the work is shared; each share reads the seeded rows again. */
const worthSharing = 60;

/** Rebuilds a database in a shadow, seeds it, attacks it on as many connections as there are processors, and drops it again. */
export async function proveInShadow(
  shadow: Shadow,
  snapshot: SchemaSnapshot,
  options: ShadowProofOptions,
): Promise<ShadowProof> {
  const { signal, onStep = () => undefined, http } = options;
  const recording = http === undefined ? undefined : new Recording();
  const rebuilt = await timed(
    () => shadow.rebuild(snapshot),
    (time) => onStep("rebuild", time),
  );
  try {
    const schemas = snapshot.catalog.schemas.map(({ name }) => name);
    const seeding = await timed(
      () => within(signal, seed(rebuilt.url, options, schemas)),
      (time) => onStep("seed", time),
    );
    const proof = await timed(
      () =>
        within(
          signal,
          attack(rebuilt, { ...options, ...seeding, onAttempt: recording?.note.bind(recording) }),
        ),
      (time) => onStep("attack", time),
    );
    const whole = { ...proof, untested: [...rebuilt.untested, ...proof.untested] };
    if (recording === undefined) return whole;
    // The attempts by SQL are over, so the shadow may be changed: the API needs tables and a role of its own.
    const verdict = await timed(
      () =>
        within(signal, proveOverHttp({ signal, ...seeding, ...http, url: rebuilt.url, proof, recording })),
      (time) => onStep("http", time),
    );
    return { ...whole, http: verdict };
  } finally {
    await rebuilt.drop().catch(() => undefined);
  }
}

/** Each share has a database of its own, so that no attempt waits for another's. */
async function attack(rebuilt: Rebuilt, options: ProveOptions): Promise<Proof> {
  const { signal, contract } = options;
  const parts = contract.catalog.relations.length < worthSharing ? 1 : Math.min(availableParallelism(), most);
  const copies = await copiesOf(rebuilt, parts - 1);
  const urls = [rebuilt.url, ...copies.map(({ url }) => url)];
  try {
    // Not the connection that seeded: in these no claim was ever set.
    const shares = urls.map((url, part) =>
      onConnection(url, signal, (client) => proveOn(client, { ...options, share: { part, parts } })),
    );
    return mergeProofs(await Promise.all(shares));
  } finally {
    for (const copy of copies) await copy.drop().catch(() => undefined);
  }
}

const most = 4;

async function copiesOf(
  rebuilt: Rebuilt,
  count: number,
): Promise<readonly Awaited<ReturnType<Rebuilt["copy"]>>[]> {
  const copies: Awaited<ReturnType<Rebuilt["copy"]>>[] = [];
  for (let at = 0; at < count; at += 1) copies.push(await rebuilt.copy());
  return copies;
}

function seed(
  url: string,
  { contract, signal }: { readonly contract: Contract; readonly signal?: AbortSignal | undefined },
  schemas: readonly string[],
) {
  return onConnection(url, signal, async (client) => {
    const resolved = resolveContract(contract, await readCatalog(client, { schemas }));
    // A trigger that sleeps or loops leaves its table without rows, and the run goes on.
    await client.query(`begin; set local statement_timeout = ${seedingLimit}`);
    const seeded = await seedRows(client, resolved);
    await client.query("commit");
    return { contract: resolved, seeded };
  });
}

async function timed<T>(work: () => Promise<T>, onDone: (milliseconds: number) => void): Promise<T> {
  const begun = performance.now();
  const result = await work();
  onDone(performance.now() - begun);
  return result;
}
