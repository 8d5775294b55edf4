import type { PostgrestError } from "@supabase/postgrest-js";
import type { z } from "zod";
import { Problem, type ProblemKind } from "./problem.js";

interface Answer {
  readonly data: unknown;
  readonly error: PostgrestError | null;
  readonly status: number;
  readonly count: number | null;
}

/**
 * The rows that the database answered, in the shape that is expected of them.
 *
 * @throws {Problem} what the database said against it, without its details: these hold what people wrote.
 */
export async function rowsOf<Shape extends z.ZodType>(
  query: PromiseLike<Answer>,
  shape: Shape,
): Promise<z.output<Shape>[]> {
  const { data } = await done(query);
  return shape.array().parse(data ?? []);
}

const pageSize = 1000;

/**
 * All rows of a query, however many: PostgREST answers a thousand at most at a time.
 *
 * @param query the query, once more for each page, in an order that no two rows share
 */
export async function everyRowOf<Shape extends z.ZodType>(
  query: () => { range(from: number, to: number): PromiseLike<Answer> },
  shape: Shape,
): Promise<z.output<Shape>[]> {
  const rows: z.output<Shape>[] = [];
  for (;;) {
    const page = await rowsOf(query().range(rows.length, rows.length + pageSize - 1), shape);
    rows.push(...page);
    if (page.length < pageSize) return rows;
  }
}

/** The one row that the database answered. @throws {Problem} `not-found` where there is none. */
export async function rowOf<Shape extends z.ZodType>(
  query: PromiseLike<Answer>,
  shape: Shape,
): Promise<z.output<Shape>> {
  const [row] = await rowsOf(query, shape);
  if (row === undefined) throw new Problem("not-found", "There is no such entry, or it is not yours.");
  return row;
}

/** The one row that a statement wrote; undefined where something that is there, or is not, was in the way. */
export async function rowUnlessConflict<Shape extends z.ZodType>(
  query: PromiseLike<Answer>,
  shape: Shape,
): Promise<z.output<Shape> | undefined> {
  try {
    return await rowOf(query, shape);
  } catch (error) {
    if (error instanceof Problem && error.kind === "conflict") return undefined;
    throw error;
  }
}

/** What a function of the database returned. */
export async function resultOf<Shape extends z.ZodType>(
  query: PromiseLike<Answer>,
  shape: Shape,
): Promise<z.output<Shape>> {
  const { data } = await done(query);
  return shape.parse(data);
}

/** Waits for a statement that answers nothing, or only how many rows it reached. */
export async function done(query: PromiseLike<Answer>): Promise<Answer> {
  const answer = await query;
  if (answer.error !== null) throw problemOf(answer.error, answer.status);
  return answer;
}

/** By SQLSTATE, or PostgREST's own code, or its first two characters, the class. */
const meanings: Readonly<Record<string, readonly [ProblemKind, string]>> = {
  PGRST301: ["not-signed-in", "The token is not valid. Sign in again."],
  PGRST302: ["not-signed-in", "Sign in first."],
  PGRST303: ["not-signed-in", "The token has expired. Sign in again."],
  "42501": ["not-allowed", "You may not do this."],
  "23505": ["conflict", "There is such an entry already."],
  "23503": ["conflict", "What this belongs to is not there, or not yours."],
  "23": ["not-acceptable", "A value is not one that the database takes."],
  "22": ["not-acceptable", "A value is not one that the database takes."],
  // The local stack takes 'true' and '1' for no texts, and Postgres compares no text with these.
  "42883": ["not-acceptable", "A value is not one that the database takes."],
  PT429: ["too-many-requests", "This was asked for too often. Try again later."],
  "57014": ["not-available", "The database took too long. Try again."],
};

function problemOf(error: PostgrestError, status: number): Problem {
  const { code } = error;
  const [kind, detail] = meanings[code] ?? meanings[code.slice(0, 2)] ?? otherwise(status);
  const cause = new Error(`database error ${code === "" ? status : code}`);
  if (code !== "PT429") return new Problem(kind, detail, { cause });
  // Our own functions say in how many seconds, and nothing else.
  const [seconds = "60"] = /\d+/.exec(String(error.details)) ?? [];
  return new Problem(kind, detail, { cause, retryAfter: Number(seconds) });
}

function otherwise(status: number): readonly [ProblemKind, string] {
  if (status === 401) return ["not-signed-in", "The token is not valid. Sign in again."];
  return ["not-available", "The database cannot be reached, or failed. Try again."];
}
