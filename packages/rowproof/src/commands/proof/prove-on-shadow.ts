import { readServer } from "../../migrate/preflight.js";
import { readSnapshot } from "../../shadow/schema-snapshot.js";
import { openShadow } from "../../shadow/shadow.js";
import { onConnection } from "../../sql/session.js";
import { requireInstalled } from "../../stack/attack.js";
import { requireNames } from "./only.js";
import type { ProveInput } from "./prove-input.js";
import { proveInShadow, type ShadowProof } from "./shadow-proof.js";

/** Rebuilds the database in a shadow and attacks that. The database itself is only read: its catalog, once. */
export async function proveOnShadow(input: ProveInput): Promise<ShadowProof> {
  const { options, context } = input;
  const { signal, report } = context;
  if (options.http === true) await requireInstalled();
  const { snapshot, major } = await readDatabase(input);
  const shadow = await report.timed(
    "shadow",
    () => openShadow({ major, signal }),
    () => `Postgres ${major}, temporary`,
  );
  try {
    return await proveInShadow(shadow, snapshot, {
      contract: input.contract,
      signal,
      ...(options.only === undefined ? {} : { only: options.only }),
      ...(options.http === true ? { http: { onProgress: report.progress("http", "attempts") } } : {}),
      onStep: (name, time) => report.step(name, time, steps[name]),
      onProgress: report.progress("attack", "objects"),
    });
  } finally {
    await shadow.close();
  }
}

async function readDatabase({ contract, target, options, context }: ProveInput) {
  const begun = performance.now();
  const read = await onConnection(target.url, context.signal, async (client) => {
    const { major } = await readServer(client);
    return { major, snapshot: await readSnapshot(client, contract.schemas) };
  });
  if (options.only !== undefined) requireNames(options.only, contract, read.snapshot.catalog);
  context.report.step("read", performance.now() - begun, target.display);
  return read;
}

const steps = {
  rebuild: "the schema, without its rows",
  seed: "made-up rows of two users and more",
  attack: "every object, as every actor; rolled back",
  http: "the same as requests, by signed-in users; rolled back",
} as const;
