import type { Contract } from "./contract.js";
import type { Mistake } from "./mistake.js";
import { suggestName } from "./suggestion.js";
import { qualifiedName } from "./tables.js";

/** The mistakes in actors, fixtures and what routines reach. No database is needed to find them. */
export function actorMistakes(contract: Contract): readonly Mistake[] {
  const actors = Object.keys(contract.actors);
  return [
    ...actors.flatMap((name) => [...wrongName(name), ...ownClaims(contract, name)]),
    ...actorsTwice(actors),
    ...unknownTables(contract),
  ];
}

/** The names of every matrix's actors and of the proof's own test users. */
const reserved = ["owner", "stranger", "anon", "service", "amara", "bo", "nia", "nobody"];

function wrongName(name: string): readonly Mistake[] {
  const path = ["actors", name];
  if (!/^[A-Za-z][A-Za-z0-9 _-]{0,30}$/.test(name)) {
    return [
      {
        id: "contract/actor-name",
        message: `an actor cannot be called ${JSON.stringify(name)}`,
        why: "the name is a column of the matrix and part of file names: a letter, then letters, digits, spaces, _ and -, at most 31 characters",
        fix: 'write a short name, such as "admin"',
        path,
      },
    ];
  }
  const plain = plainName(name);
  if (!reserved.includes(plain) && !/^member(?:\.|$)/.test(plain)) return [];
  return [
    {
      id: "contract/reserved-actor",
      message: `an actor cannot be called "${name}"`,
      why: "the proof uses that name itself: owner, stranger, anon, service, the members of teams, and the test users",
      fix: "give the actor another name",
      path,
    },
  ];
}

/** The name as in file names and email addresses, which ignore case and punctuation. */
function plainName(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]+/g, ".");
}

function actorsTwice(names: readonly string[]): readonly Mistake[] {
  return names.flatMap((name, index): Mistake[] => {
    const earlier = names.slice(0, index).find((one) => plainName(one) === plainName(name));
    if (earlier === undefined) return [];
    return [
      {
        id: "contract/actor-twice",
        message: `actor "${name}" is named twice`,
        why: `"${earlier}" and "${name}" differ only in case and punctuation, and would share one file name`,
        fix: "give one of them another name",
        path: ["actors", name],
      },
    ];
  });
}

/** An actor cannot choose its own `sub` or `role` claim: the proof gives it an id, and `role` sets its role. */
function ownClaims({ actors }: Contract, name: string): readonly Mistake[] {
  const claims = Object.keys(actors[name]?.claims ?? {});
  return (["sub", "role"] as const)
    .filter((claim) => claims.includes(claim))
    .map((claim) => ({
      id: "contract/own-claim",
      message: `actor "${name}" cannot have a claim "${claim}" of its own`,
      why:
        claim === "sub"
          ? "the proof makes a user for each actor and puts its id there"
          : "the claim is the role that the request runs as",
      fix: claim === "sub" ? "take it out" : 'write role: "authenticated" next to the claims',
      path: ["actors", name, "claims", claim],
    }));
}

interface TableMention {
  readonly table: string;
  readonly what: string;
  readonly path: readonly string[];
}

function unknownTables(contract: Contract): readonly Mistake[] {
  const keys = Object.keys(contract.tables);
  return namedTables(contract)
    .filter(({ table }) => !keys.includes(table))
    .map(({ table, what, path }) => {
      const suggestion = suggestTable(table, contract);
      return {
        id: "contract/unnamed-table",
        message: `${what} "${table}", which the contract does not name`,
        why: "only tables of the contract can be proved",
        fix: suggestion === undefined ? `add "${table}" to the tables` : `did you mean "${suggestion}"?`,
        path,
      };
    });
}

function namedTables({ actors, fixtures, routines, schemas }: Contract): readonly TableMention[] {
  return [
    ...Object.entries(actors).flatMap(([name, { rows = {} }]) =>
      Object.keys(rows).map((table) => ({
        table,
        what: `actor "${name}" has a row in`,
        path: ["actors", name, "rows", table],
      })),
    ),
    ...Object.keys(fixtures).map((table) => ({
      table,
      what: "there are fixtures for",
      path: ["fixtures", table],
    })),
    ...Object.entries(routines).flatMap(([name, { reaches = [] }]) =>
      reaches
        .map((table, index) => ({
          table,
          what: `routine ${name} reaches`,
          path: ["routines", name, "reaches", String(index)],
        }))
        // A table in a schema that is not exposed cannot be named anywhere else in the contract.
        .filter(({ table }) => !isBeneath(table, schemas)),
    ),
  ];
}

/** The key that names the same table, or a similar one. */
function suggestTable(table: string, { tables, schemas }: Contract): string | undefined {
  const keys = Object.keys(tables);
  const full = (key: string) => JSON.stringify(qualifiedName(key, schemas));
  return keys.find((key) => full(key) === full(table)) ?? suggestName(table, keys);
}

function isBeneath(table: string, exposed: readonly string[]): boolean {
  const [schema, ...name] = table.split(".");
  return name.length > 0 && schema !== undefined && !exposed.includes(schema);
}
