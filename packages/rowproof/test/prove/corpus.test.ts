import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { freshDatabase } from "@rowproof/testing/database";
import { sample } from "@rowproof/testing/sample";
import { describe, expect, test } from "vitest";
import { loadContract } from "../../src/contract/load.js";
import type { Proof } from "../../src/judge/proof.js";
import { proveSeeded } from "./proving.js";

const corpus = fileURLToPath(new URL("../../../../corpus/", import.meta.url));

interface Named {
  readonly object: string;
  readonly actor: string;
  readonly command: string;
  readonly status: string;
}

interface Expectation {
  readonly broken: readonly Named[];
  readonly allowed_too?: readonly Named[];
  readonly untested?: readonly string[];
  /** Ids of notes that must be among those told. */
  readonly notes?: readonly string[];
}

const cases = (await readdir(corpus)).filter((name) => /^(?:flawed|correct)--/.test(name)).sort();

/** One line a cell, so that a difference reads as one. */
function line({ object, actor, command, status }: Named): string {
  return `${status} ${object} ${actor} ${command}`;
}

function brokenIn({ cells }: Proof): readonly string[] {
  return cells
    .filter(({ status }) => status === "leak" || status === "lockout")
    .map(({ object: { schema, name, arguments: list }, ...cell }) =>
      line({ ...cell, object: `${schema}.${name}${list === undefined ? "" : `(${list})`}` }),
    );
}

function untestedIn({ cells }: Proof): readonly string[] {
  const open = cells.filter(({ status }) => status === "untested");
  return [...new Set(open.map(({ object }) => `${object.schema}.${object.name}`))];
}

const on = { 15: sample(cases, 4), 17: cases } as const;

for (const major of [15, 17] as const) {
  describe.concurrent(`on Postgres ${major}`, () => {
    test.concurrent.each(on[major])("%s", async (name) => {
      const directory = path.join(corpus, name);
      const expected = JSON.parse(
        await readFile(path.join(directory, "expected.json"), "utf8"),
      ) as Expectation;
      const contract = await loadContract(path.join(directory, "rowproof.config.ts"));
      const database = await freshDatabase({ major });
      try {
        await database.client.query(await readFile(path.join(directory, "schema.sql"), "utf8"));
        const { rows } = await database.client.query<{ name: string }>(
          "select nspname as name from pg_namespace where nspname !~ '^pg_|^information_schema$|^auth$'",
        );
        const proof = await proveSeeded(
          database,
          contract,
          rows.map((row) => row.name),
        );
        const may = new Set((expected.allowed_too ?? []).map(line));
        expect(
          brokenIn(proof)
            .filter((one) => !may.has(one))
            .sort(),
        ).toEqual(
          expected.broken
            .map(line)
            .filter((one) => !may.has(one))
            .sort(),
        );
        expect(proof.notes.map(({ id }) => id)).toEqual(expect.arrayContaining([...(expected.notes ?? [])]));
        expect([...untestedIn(proof)].sort()).toEqual([...(expected.untested ?? [])].sort());
      } finally {
        await database.drop();
      }
    });
  });
}
