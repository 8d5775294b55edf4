import type { Contract } from "../contract/contract.js";
import { actorOf, attacker, type CastMember, neighbours, newcomer, victim } from "./cast.js";
import type { Person } from "./person.js";

/** Who makes a request: a role and its claims, as the API sets them. */
export interface Caller {
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
  /** The matrix's columns that the caller stands for: with rows of their own, and with those of others. */
  readonly actors: { readonly own: string; readonly others: string };
  /** What is odd about the claims; undefined for those of an honest request. */
  readonly oddity?: string;
  /** Whether the caller is tried for leaks only, in a column that another stands for: a member who is in a second team, too. */
  readonly unlisted?: boolean;
}

/** Whether what a caller reaches by right is told; of the others only what they reach beyond it is. */
export function isPlain({ oddity, unlisted }: Caller): boolean {
  return oddity === undefined && unlisted !== true;
}

/** Everybody who is tried with honest claims, in the order of the matrix. */
export function callersOf(contract: Contract, cast: readonly CastMember[]): readonly Caller[] {
  const [bo] = cast.filter(({ person }) => person.name === attacker);
  const others = cast.filter(
    ({ person }) => ![victim, attacker, newcomer, ...neighbours].includes(person.name),
  );
  return [
    ...(bo === undefined ? [] : [signedIn(contract, bo, { own: "owner", others: "stranger" })]),
    nobody("anon", "whoever is not signed in"),
    nobody("service_role", "the service"),
    ...others.map((member) => ({
      ...signedIn(contract, member, both(actorOf(member))),
      ...(member.also === undefined ? {} : { unlisted: true }),
    })),
  ];
}

/** Someone who is signed in and has no row anywhere, in the columns of the attacker: what a row of one's own rules out, they may. */
export function spareCaller(contract: Contract, cast: readonly CastMember[]): Caller | undefined {
  const member = cast.find(({ person }) => person.name === newcomer);
  const actors = { own: "owner", others: "stranger" };
  return member === undefined ? undefined : signedIn(contract, member, actors);
}

function signedIn(contract: Contract, member: CastMember, actors: Caller["actors"]): Caller {
  const { name, id } = member.person;
  const { role = "authenticated", claims = {} } = contract.actors[name] ?? {};
  const written = { ...honestClaims(member.person, role), ...claims };
  return { name, role, claims: JSON.stringify(written), person: name, userId: id, actors };
}

/** The claims of whoever has signed in with a password, as Supabase writes them ("JWT Claims Reference"); the times are left out. */
export function honestClaims(
  { id, email }: Pick<Person, "id" | "email">,
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
export function actorsOf(callers: readonly Caller[]): readonly string[] {
  return [...new Set(callers.flatMap(({ actors }) => [actors.own, actors.others]))];
}

function nobody(role: "anon" | "service_role", name: string): Caller {
  const actor = role === "anon" ? "anon" : "service";
  return { name, role, claims: JSON.stringify({ role }), person: null, userId: null, actors: both(actor) };
}

function both(actor: string): Caller["actors"] {
  return { own: actor, others: actor };
}

/** Claims that no honest request has, for whoever is signed in and for whoever is not: nobody's rows are theirs. */
export function oddCallers(): readonly Caller[] {
  const odd = (role: "anon" | "authenticated", oddity: string, claims: string | null): Caller => {
    const actor = role === "anon" ? "anon" : "stranger";
    return {
      name: `${role} with ${oddity}`,
      role,
      claims,
      person: null,
      userId: null,
      actors: both(actor),
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
export function bareCallers(): readonly Caller[] {
  return (["anon", "authenticated"] as const).map((role) => ({
    name: `${role} without claims`,
    role,
    claims: null,
    person: null,
    userId: null,
    actors: both(role === "anon" ? "anon" : "stranger"),
    oddity: "no claims",
  }));
}
