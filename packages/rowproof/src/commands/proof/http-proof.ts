import { type Actor, actorsOf, spareActor } from "../../attack/actor.js";
import type { ResolvedContract } from "../../contract/resolved.js";
import type { HttpVerdict } from "../../http/http-comparison.js";
import type { Recording } from "../../http/recording.js";
import { replay, type Send } from "../../http/replay.js";
import type { Proof } from "../../judge/proof.js";
import type { SeedResult } from "../../seed/seeded.js";
import { testUsersOf } from "../../seed/test-users.js";
import { onConnection } from "../../sql/session.js";
import { openAttackStack } from "../../stack/attack.js";
import { signToken } from "../../stack/keys.js";
import { type SignedIn, signIn } from "../../stack/sign-in.js";
import type { Stack } from "../../stack/start.js";

/** What a proof over HTTP goes on: a proof by SQL, and the rows that it was made on, which lie in the database still. */
export interface HttpProofOptions {
  readonly url: string;
  readonly contract: ResolvedContract;
  readonly seeded: SeedResult;
  readonly proof: Proof;
  readonly recording: Recording;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((done: number, of: number) => void) | undefined;
  /** Opens the API. Default: the local stack. */
  readonly open?: typeof openAttackStack | undefined;
}

/** Opens an API on a shadow, signs everybody in, and sends what the proof has tried once more as requests. Nothing listens on a port. */
export async function proveOverHttp(options: HttpProofOptions): Promise<HttpVerdict> {
  const { url, contract, seeded, signal, open = openAttackStack } = options;
  const stack = await open({ database: url, schemas: contract.schemas });
  try {
    return await onConnection(url, signal, async (client) => {
      const testUsers = testUsersOf(contract);
      const spare = spareActor(contract, testUsers);
      const actors = actorsOf(contract, testUsers);
      const people = [...actors, ...(spare === undefined ? [] : [spare])];
      const accounts = people.flatMap(({ userId: id, role }) => (id === null ? [] : [{ id, role }]));
      const signedIn = await signIn(stack, client, accounts);
      const claimed = people.filter(({ person }) => hasOwnClaims(contract, person));
      const verdict = await replay({
        ...options,
        seeded,
        actors,
        catalog: contract.catalog,
        exposed: contract.schemas,
        client,
        send: sender(stack, signedIn, new Set(claimed.map(({ name }) => name))),
        onProgress: options.onProgress ?? (() => undefined),
      });
      return { ...verdict, notes: [...claimed.map(signedNote), ...verdict.notes] };
    });
  } finally {
    await stack.close();
  }
}

/** Claims that the contract gives an actor: the service puts none of them in its tokens, which the platform's does. */
function hasOwnClaims({ actors }: ResolvedContract, person: string | null): boolean {
  return person !== null && Object.keys(actors[person]?.claims ?? {}).length > 0;
}

function signedNote({ name }: Actor): string {
  return `${name} has claims of their own, which the local service puts in no token: theirs are signed with its key instead`;
}

function sender(
  { fetch, keys }: Stack,
  signedIn: ReadonlyMap<string, SignedIn | string>,
  alwaysWhole: ReadonlySet<string>,
): Send {
  return async (caller, { method, path, headers, body }, whole) => {
    const sent = new Headers({
      ...headers,
      apikey: caller.role === "service_role" && caller.userId === null ? keys.service : keys.anon,
    });
    if (caller.userId !== null) {
      const known = signedIn.get(caller.userId) ?? "they did not sign in";
      if (typeof known === "string") return `${caller.name}: ${known}`;
      const token = whole || alwaysWhole.has(caller.name) ? wholeToken(keys, caller, known) : known.token;
      sent.set("authorization", `Bearer ${token}`);
    }
    const request = new Request(`http://localhost${path}`, {
      method,
      headers: sent,
      ...(body === undefined ? {} : { body }),
    });
    return fetch(request);
  };
}

/** The token that the platform would give: what the service has left out is there too. */
function wholeToken(keys: Stack["keys"], { claims }: Actor, known: SignedIn): string {
  const honest: Readonly<Record<string, unknown>> = JSON.parse(claims ?? "{}");
  const session = known.claims.session_id;
  return signToken(keys, {
    ...known.claims,
    ...honest,
    ...(session === undefined ? {} : { session_id: session }),
  });
}
