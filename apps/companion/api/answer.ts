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
 * The rows that the database returned, checked against a shape.
 *
 * @throws {Problem} if the database refuses; without its details, which may contain what people wrote.
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
 * All rows of a query, page by page: PostgREST returns at most a thousand at a time.
 *
 * @param query makes the query for each page, in an order without ties
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

/** The one row that the database returned. @throws {Problem} `not-found` if there is none. */
export async function rowOf<Shape extends z.ZodType>(
  query: PromiseLike<Answer>,
  shape: Shape,
): Promise<z.output<Shape>> {
  const [row] = await rowsOf(query, shape);
  if (row === undefined) throw new Problem("not-found", "The entry does not exist, or it is not yours.");
  return row;
}

/** The one row that a statement wrote; undefined if a unique or foreign key refused it. */
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

/** The result of a database function. */
export async function resultOf<Shape extends z.ZodType>(
  query: PromiseLike<Answer>,
  shape: Shape,
): Promise<z.output<Shape>> {
  const { data } = await done(query);
  return shape.parse(data);
}

/** Waits for a statement that returns nothing, or only a count. */
export async function done(query: PromiseLike<Answer>): Promise<Answer> {
  const answer = await query;
  if (answer.error !== null) throw problemOf(answer.error, answer.status);
  return answer;
}

/** By SQLSTATE, by PostgREST's own code, or by the SQLSTATE class (its first two characters). */
const meanings: Readonly<Record<string, readonly [ProblemKind, string]>> = {
  PGRST301: ["not-signed-in", "The token is not valid. Sign in again."],
  PGRST302: ["not-signed-in", "Sign in first."],
  PGRST303: ["not-signed-in", "The token has expired. Sign in again."],
  "42501": ["not-allowed", "You are not allowed to do this."],
  "23505": ["conflict", "The entry already exists."],
  "23503": ["conflict", "The entry that this belongs to does not exist, or is not yours."],
  "23": ["not-acceptable", "The database does not accept a value."],
  "22": ["not-acceptable", "The database does not accept a value."],
  // The local stack does not send 'true' and '1' as texts, and Postgres cannot compare them with a text.
  "42883": ["not-acceptable", "The database does not accept a value."],
  PT429: ["too-many-requests", "Too many requests. Try again later."],
  "57014": ["not-available", "The database took too long. Try again."],
};

function problemOf(error: PostgrestError, status: number): Problem {
  const { code } = error;
  const [kind, detail] = meanings[code] ?? meanings[code.slice(0, 2)] ?? otherwise(status);
  const cause = new Error(`database error ${code === "" ? status : code}`);
  if (code !== "PT429") return new Problem(kind, detail, { cause });
  // Our own functions put only the number of seconds there.
  const [seconds = "60"] = /\d+/.exec(String(error.details)) ?? [];
  return new Problem(kind, detail, { cause, retryAfter: Number(seconds) });
}

function otherwise(status: number): readonly [ProblemKind, string] {
  if (status === 401) return ["not-signed-in", "The token is not valid. Sign in again."];
  return ["not-available", "The database cannot be reached, or it failed. Try again."];
}
