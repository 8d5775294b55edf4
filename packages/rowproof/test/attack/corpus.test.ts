import { sample } from "@rowproof/testing/sample";
import { describe, expect, test } from "vitest";
import type { Proof } from "../../src/judge/proof.js";
import {
  type CorpusExpectation,
  caseContract,
  caseDatabase,
  caseExpectation,
  corpusCases,
  type ExpectedCell,
  proveCase,
} from "./corpus-case.js";

const cases = await corpusCases();
/** `npm run test:corpus` takes all of them on both. */
const casesOn = { 15: sample(cases, 8), 17: sample(cases, 4) } as const;

for (const major of [15, 17] as const) {
  describe.concurrent(`on Postgres ${major}`, () => {
    test.concurrent.each(casesOn[major])("%s", async (name) => {
      const expected = await caseExpectation(name);
      const database = await caseDatabase(name, major);
      try {
        const proof = await proveCase(database, await caseContract(name));
        expect(brokenIn(proof, expected)).toEqual(expectedToBreak(expected));
        expect(proof.notes.map(({ id }) => id)).toEqual(expect.arrayContaining([...(expected.notes ?? [])]));
        expect([...untestedIn(proof)].sort()).toEqual([...(expected.untested ?? [])].sort());
        if (expected.attack !== undefined) expect(attacksThatFound(proof)).toEqual([expected.attack]);
      } finally {
        await database.drop();
      }
    });
  });
}

/** One line a cell, so that a difference reads as one. */
function line({ object, actor, command, status }: ExpectedCell): string {
  return `${status} ${object} ${actor} ${command}`;
}

function expectedToBreak({ broken, allowed_too = [] }: CorpusExpectation): readonly string[] {
  const optional = new Set(allowed_too.map(line));
  return broken
    .map(line)
    .filter((one) => !optional.has(one))
    .sort();
}

function brokenIn({ cells }: Proof, { allowed_too = [] }: CorpusExpectation): readonly string[] {
  const optional = new Set(allowed_too.map(line));
  return cells
    .filter(({ status }) => status === "leak" || status === "lockout")
    .map(({ object: { schema, name, arguments: list }, ...cell }) =>
      line({ ...cell, object: `${schema}.${name}${list === undefined ? "" : `(${list})`}` }),
    )
    .filter((one) => !optional.has(one))
    .sort();
}

function untestedIn({ cells }: Proof): readonly string[] {
  const open = cells.filter(({ status }) => status === "untested");
  return [...new Set(open.map(({ object }) => `${object.schema}.${object.name}`))];
}

/** The ids of the attacks that show what is broken. */
function attacksThatFound({ cells }: Proof): readonly string[] {
  const ids = cells.flatMap(({ breaches }) => breaches.map(({ attack }) => attack));
  return [...new Set(ids)].sort();
}
