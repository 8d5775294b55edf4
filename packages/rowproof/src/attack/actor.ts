import type { Contract } from "../contract/contract.js";
import type { TestUserIdentity } from "../seed/test-user-identity.js";
import { actorNameOf, attacker, neighbours, newcomer, type TestUser, victim } from "../seed/test-users.js";

/** Who makes a request: a role and its claims, as the API sets them. */
export interface Actor {
  /** For people: `bo`, `whoever is not signed in`. */
  readonly name: string;
  readonly role: string;
  /** What `request.jwt.claims` is set to; null where it is not set at all. */
  readonly claims: string | null;
  /** What else of the request is set, by name, as the API sets it: `request.headers`. */
  readonly settings?: Readonly<Record<string, string>>;
  /** The person who is signed in, by name; null where nobody is. */
  readonly person: string | null;
  /** What `auth.uid()` is for them; null where it is nothing. */
  readonly userId: string | null;
  /** The matrix's columns that the actor stands for: with rows of their own, and with those of others. */
  readonly standsFor: { readonly own: string; readonly others: string };
  /** What is odd about the claims; undefined for those of an honest request. */
  readonly oddity?: string;
  /** Whether the actor is tried for leaks only, in a column that another stands for: a member who is in a second team, too. */
  readonly unlisted?: boolean;
}

/** Whether what a actor reaches by right is told; of the others only what they reach beyond it is. */
export function isPlain({ oddity, unlisted }: Actor): boolean {
  return oddity === undefined && unlisted !== true;
}

/** Everybody who is tried with honest claims, in the order of the matrix. */
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
    nobody("anon", "whoever is not signed in"),
    nobody("service_role", "the service"),
    ...others.map((member) => ({
      ...signedIn(contract, member, both(actorNameOf(member))),
      ...(member.otherTeam === undefined ? {} : { unlisted: true }),
    })),
  ];
}

/** Someone who is signed in and has no row anywhere, in the columns of the attacker: what a row of one's own rules out, they may. */
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

/** The claims of whoever has signed in with a password, as Supabase writes them ("JWT Claims Reference"); the times are left out. */
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

/** Claims that no honest request has, for whoever is signed in and for whoever is not: nobody's rows are theirs. */
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

/** Requests in a session in which the claims were never set. */
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
