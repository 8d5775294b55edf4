import { readCatalog } from "../catalog/catalog.js";
import type { Contract } from "../contract/contract.js";
import { plantRows } from "../prove/plant/plant.js";
import { type ProveOptions, proveOn } from "../prove/prove.js";
import type { Proof } from "../prove/verdict.js";
import type { Blueprint } from "../shadow/blueprint.js";
import type { Shadow } from "../shadow/shadow.js";
import { onConnection } from "../sql/session.js";

/** How long each step took, in milliseconds. */
export interface ProofTimes {
  readonly rebuild: number;
  readonly plant: number;
  readonly attack: number;
}

export type ShadowProofOptions = Pick<ProveOptions, "contract" | "only" | "signal" | "onProgress"> & {
  readonly onStep?: (name: keyof ProofTimes, milliseconds: number) => void;
};

/** Rebuilds a database in a shadow, plants, attacks, and drops it again. */
export async function proveInShadow(
  shadow: Shadow,
  blueprint: Blueprint,
  options: ShadowProofOptions,
): Promise<Proof> {
  const { onStep = () => undefined } = options;
  const rebuilt = await timed(
    () => shadow.rebuild(blueprint),
    (time) => onStep("rebuild", time),
  );
  try {
    const schemas = blueprint.catalog.schemas.map(({ name }) => name);
    const ground = await timed(
      () => plant(rebuilt.url, options, schemas),
      (time) => onStep("plant", time),
    );
    // Another connection, in which no claim was ever set.
    const attack = () =>
      onConnection(rebuilt.url, options.signal, (client) => proveOn(client, { ...options, ...ground }));
    const proof = await timed(attack, (time) => onStep("attack", time));
    return { ...proof, untried: [...rebuilt.untried, ...proof.untried] };
  } finally {
    await rebuilt.drop().catch(() => undefined);
  }
}

function plant(
  url: string,
  { contract, signal }: { readonly contract: Contract; readonly signal?: AbortSignal | undefined },
  schemas: readonly string[],
) {
  return onConnection(url, signal, async (client) => {
    const catalog = await readCatalog(client, { schemas });
    await client.query("begin");
    const planted = await plantRows(client, { contract, catalog });
    await client.query("commit");
    return { catalog, planted };
  });
}

async function timed<T>(work: () => Promise<T>, told: (milliseconds: number) => void): Promise<T> {
  const begun = performance.now();
  const result = await work();
  told(performance.now() - begun);
  return result;
}
