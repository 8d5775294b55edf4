import { connect } from "@rowproof/testing/database";
import { describe, expect, test } from "vitest";
import { readCatalog } from "../../src/catalog/catalog.js";
import { type HttpProofOptions, proveOverHttp } from "../../src/commands/proof/http-proof.js";
import { resolveContract } from "../../src/contract/resolved.js";
import type { Major } from "../../src/embedded/binaries.js";
import type { HttpVerdict } from "../../src/http/http-comparison.js";
import { Recording } from "../../src/http/recording.js";
import type { Proof } from "../../src/judge/proof.js";
import { proveOn } from "../../src/judge/prove.js";
import { seedRows } from "../../src/seed/seed-rows.js";
import { openAttackStack } from "../../src/stack/attack.js";
import { caseContract, caseDatabase } from "../attack/corpus-case.js";

interface BothWays {
  readonly proof: Proof;
  readonly http: HttpVerdict;
  /** Every row of the schema afterwards, as before. */
  readonly untouched: boolean;
}

/** A schema of the corpus, proved by SQL and over HTTP. */
async function bothWays(name: string, major: Major, open?: HttpProofOptions["open"]): Promise<BothWays> {
  const [contract, database] = await Promise.all([caseContract(name), caseDatabase(name, major)]);
  const attacker = await connect(database.url);
  try {
    const schemas = [...contract.schemas, "private"];
    const resolved = resolveContract(contract, await readCatalog(database.client, { schemas }));
    await database.client.query("begin");
    const seeded = await seedRows(database.client, resolved);
    await database.client.query("commit");
    const recording = new Recording();
    const proof = await proveOn(attacker, {
      contract: resolved,
      seeded,
      onAttempt: recording.note.bind(recording),
    });
    const rows = async () => {
      const { rows: found } = await database.client.query(
        "select schema_to_xml('public', true, true, '') as x",
      );
      return String(found[0].x)
        .split(/(?=<row|<\w+>)/)
        .sort()
        .join("");
    };
    const before = await rows();
    const http = await proveOverHttp({
      url: database.url,
      contract: resolved,
      seeded,
      proof,
      recording,
      open,
    });
    return { proof, http, untouched: (await rows()) === before };
  } finally {
    await attacker.end();
    await database.drop();
  }
}

const leaksIn = ({ cells }: Proof) => cells.filter(({ status }) => status === "leak").length;

describe.each([
  // A policy asks what the local service's tokens do not say.
  ["correct--admin-by-app-metadata", 15, 0, /^admin has claims of their own/],
  ["correct--permanent-users", 17, 0, /^bo was also tried with a token/],
  // Users have one row each, which must go before they can insert another.
  ["flawed--one-row-each", 17, 1, undefined],
  ["correct--odd-names", 15, 0, undefined],
  ["correct--leaderboard", 15, 0, undefined],
  ["flawed--definer-returns-by-id", 17, 1, undefined],
] as const)("%s on Postgres %s", (name, major, leaks, note) => {
  test("tells the same by SQL and over HTTP, and no row is another afterwards", async () => {
    const { proof, http, untouched } = await bothWays(name, major);
    expect(http.differing).toEqual([]);
    expect(http.untested).toEqual([]);
    expect(http.compared).toBe(proof.cells.filter(({ command }) => !http.beyond.includes(command)).length);
    expect(http.notes).toEqual(note === undefined ? [] : [expect.stringMatching(note)]);
    expect(leaksIn(proof) > 0).toBe(leaks > 0);
    expect(untouched).toBe(true);
  });
});

describe("an API that does not keep what the database says", () => {
  /** The local stack, but for what is made of each request to the tables. */
  const spoilt =
    (change: (headers: Headers, keys: { readonly anon: string; readonly service: string }) => void) =>
    async (options: Parameters<typeof openAttackStack>[0]) => {
      const stack = await openAttackStack(options);
      const fetch = (request: Request) => {
        if (!request.url.includes("/rest/v1/")) return stack.fetch(request);
        const headers = new Headers(request.headers);
        change(headers, stack.keys);
        return stack.fetch(new Request(request, { headers }));
      };
      return { ...stack, fetch };
    };
  const cells = ({ differing }: HttpVerdict) =>
    differing.map(({ object, actor, command }) => `${object.name} ${actor} ${command}`).sort();

  test("is caught where it takes everybody for the service", async () => {
    const everybody = spoilt((headers, { service }) => {
      headers.set("apikey", service);
      headers.delete("authorization");
    });
    const { http, proof } = await bothWays("correct--text-owner", 17, everybody);
    expect(leaksIn(proof)).toBe(0);
    const [table] = proof.cells.map(({ object }) => object.name);
    const commands = ["delete", "insert", "select", "update"];
    expect(cells(http)).toEqual(
      ["anon", "owner", "stranger"]
        .flatMap((actor) => commands.map((command) => `${table} ${actor} ${command}`))
        .filter((cell) => cells(http).includes(cell)),
    );
    expect(cells(http)).toEqual(
      expect.arrayContaining(
        ["anon", "stranger"].flatMap((actor) => commands.map((one) => `${table} ${actor} ${one}`)),
      ),
    );
  });

  test("is caught where it loses who has signed in", async () => {
    const nobody = spoilt((headers) => headers.delete("authorization"));
    const { http, proof } = await bothWays("correct--text-owner", 17, nobody);
    const [table] = proof.cells.map(({ object }) => object.name);
    expect(cells(http)).toEqual(
      expect.arrayContaining(["insert", "select", "update"].map((one) => `${table} owner ${one}`)),
    );
    expect(cells(http).some((cell) => / (?:anon|service|stranger) /.test(cell))).toBe(false);
  });
});
