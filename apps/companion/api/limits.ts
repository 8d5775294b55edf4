import type { PostgrestClient } from "@supabase/postgrest-js";
import type { MiddlewareHandler } from "hono";
import { z } from "zod";
import { resultOf } from "./answer.js";
import type { Env } from "./environment.js";
import { Problem } from "./problem.js";

const reading = new Set(["GET", "HEAD", "OPTIONS"]);

/** Counts what a caller writes, in the database, and stops them for a while where it is too much. */
export const limitedWrites: MiddlewareHandler<Env> = async (context, next) => {
  if (!reading.has(context.req.method)) {
    const { database } = context.get("caller");
    const seconds = await taken(database);
    if (seconds > 0) throw tooMany(seconds);
  }
  await next();
};

async function taken(database: PostgrestClient): Promise<number> {
  try {
    return await resultOf(database.rpc("companion_take_write"), z.int());
  } catch (error) {
    // The count belongs to a user, and their token outlives them by up to an hour.
    if (error instanceof Problem && error.kind === "conflict")
      throw new Problem("not-signed-in", "There is no such user any more.");
    throw error;
  }
}

export function tooMany(seconds: number): Problem {
  return new Problem("too-many-requests", `Try again in ${seconds} seconds.`, { retryAfter: seconds });
}
