import type { Contract } from "../contract/contract.js";
import type { TestUserIdentity } from "../seed/test-user-identity.js";
import { actorNameOf, attacker, neighbours, newcomer, type TestUser, victim } from "../seed/test-users.js";

/** Who makes a request: a role and its claims, as the API sets them. */
export interface Actor {
  /** The name in messages: `bo`, `an anonymous user`. */
  readonly name: string;
  readonly role: string;
  /** The value of `request.jwt.claims`; null if it is not set at all. */
  readonly claims: string | null;
  /** Other settings of the request, by name, as the API sets them: `request.headers`. */
  readonly settings?: Readonly<Record<string, string>>;
  /** The name of the signed-in person; null if there is none. */
  readonly person: string | null;
  /** The result of `auth.uid()` for the actor; null if there is none. */
  readonly userId: string | null;
  /** The matrix's columns for this actor: with their own rows, and with the rows of others. */
  readonly standsFor: { readonly own: string; readonly others: string };
  /** What is odd about the claims; undefined for an honest request. */
  readonly oddity?: string;
  /** Whether the actor is tried only for leaks, in another actor's column: for example, a member who is in a second team too. */
  readonly unlisted?: boolean;
}

/** Whether lockouts of an actor count too. For the other actors only leaks count. */
export function isPlain({ oddity, unlisted }: Actor): boolean {
  return oddity === undefined && unlisted !== true;
}

/** All actors with honest claims, in the order of the matrix. */
export function actorsOf(
  contract: Pick<Contract, "actors">,
  testUsers: readonly TestUser[],
): readonly Actor[] {
  const [bo] = testUsers.filter(({ identity: person }) => person.name === attacker);
  const others = testUsers.filter(
    ({ identity: person }) => ![victim, attacker, newcomer, ...neighbours].includes(person.name),
  );
  return [
    ...(bo === undefined ? [] : [signedIn(contract, bo, { own: "owner", others: "stranger" })]),
    nobody("anon", "an anonymous user"),
    nobody("service_role", "the service role"),
    ...others.map((member) => ({
      ...signedIn(contract, member, both(actorNameOf(member))),
      ...(member.otherTeam === undefined ? {} : { unlisted: true }),
    })),
  ];
}

/** A signed-in actor without any row, in the attacker's columns. They may do what is not possible for a user with a row. */
export function spareActor(
  contract: Pick<Contract, "actors">,
  testUsers: readonly TestUser[],
): Actor | undefined {
  const member = testUsers.find(({ identity: person }) => person.name === newcomer);
  const standsFor = { own: "owner", others: "stranger" };
  return member === undefined ? undefined : signedIn(contract, member, standsFor);
}

function signedIn(
  contract: Pick<Contract, "actors">,
  member: TestUser,
  standsFor: Actor["standsFor"],
): Actor {
  const { name, id } = member.identity;
  const { role = "authenticated", claims = {} } = contract.actors[name] ?? {};
  const written = { ...honestClaims(member.identity, role), ...claims };
  return { name, role, claims: JSON.stringify(written), person: name, userId: id, standsFor };
}

/** The claims of a user who signed in with a password, as Supabase writes them ("JWT Claims Reference"), without the times. */
export function honestClaims(
  { id, email }: Pick<TestUserIdentity, "id" | "email">,
  role = "authenticated",
): Readonly<Record<string, unknown>> {
  return {
    sub: id,
    role,
    aud: role,
    email,
    phone: "",
    aal: "aal1",
    amr: [{ method: "password" }],
    session_id: id.replace(/^./, "b"),
    is_anonymous: false,
    app_metadata: { provider: "email", providers: ["email"] },
    user_metadata: {},
  };
}

/** The columns of the matrix. */
export function actorNames(actors: readonly Actor[]): readonly string[] {
  return [...new Set(actors.flatMap(({ standsFor }) => [standsFor.own, standsFor.others]))];
}

function nobody(role: "anon" | "service_role", name: string): Actor {
  const actorName = role === "anon" ? "anon" : "service";
  return {
    name,
    role,
    claims: JSON.stringify({ role }),
    person: null,
    userId: null,
    standsFor: both(actorName),
  };
}

function both(actor: string): Actor["standsFor"] {
  return { own: actor, others: actor };
}

/** Actors with claims that no honest request has, for signed-in and anonymous users. They own no rows. */
export function oddActors(): readonly Actor[] {
  const odd = (role: "anon" | "authenticated", oddity: string, claims: string | null): Actor => {
    const actorName = role === "anon" ? "anon" : "stranger";
    return {
      name: `${role} with ${oddity}`,
      role,
      claims,
      person: null,
      userId: null,
      standsFor: both(actorName),
      oddity,
    };
  };
  const malformed = "{not json";
  return [
    odd("anon", "empty claims", ""),
    odd("anon", "claims of no field", "{}"),
    odd("anon", "malformed claims", malformed),
    odd("authenticated", "empty claims", ""),
    odd("authenticated", "no subject", JSON.stringify({ role: "authenticated" })),
    odd("authenticated", "a null subject", JSON.stringify({ role: "authenticated", sub: null })),
    odd("authenticated", "an empty subject", JSON.stringify({ role: "authenticated", sub: "" })),
    odd(
      "authenticated",
      "a subject that is no uuid",
      JSON.stringify({ role: "authenticated", sub: "nobody" }),
    ),
    odd("authenticated", "malformed claims", malformed),
  ];
}

/** Actors in a session in which the claims were never set. */
export function bareActors(): readonly Actor[] {
  return (["anon", "authenticated"] as const).map((role) => ({
    name: `${role} without claims`,
    role,
    claims: null,
    person: null,
    userId: null,
    standsFor: both(role === "anon" ? "anon" : "stranger"),
    oddity: "no claims",
  }));
}
