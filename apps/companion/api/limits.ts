import type { PostgrestClient } from "@supabase/postgrest-js";
import type { MiddlewareHandler } from "hono";
import { z } from "zod";
import { resultOf } from "./answer.js";
import type { Env } from "./environment.js";
import { Problem } from "./problem.js";

const reading = new Set(["GET", "HEAD", "OPTIONS"]);

/** Counts the user's writes in the database, and refuses more for a while if there are too many. */
export const limitedWrites: MiddlewareHandler<Env> = async (context, next) => {
  if (!reading.has(context.req.method)) {
    const { database } = context.get("user");
    const seconds = await taken(database);
    if (seconds > 0) throw tooMany(seconds);
  }
  await next();
};

async function taken(database: PostgrestClient): Promise<number> {
  try {
    return await resultOf(database.rpc("companion_take_write"), z.int());
  } catch (error) {
    // The count needs a user, but a token stays valid for up to an hour after its user is deleted.
    if (error instanceof Problem && error.kind === "conflict")
      throw new Problem("not-signed-in", "The user does not exist any more.");
    throw error;
  }
}

export function tooMany(seconds: number): Problem {
  return new Problem("too-many-requests", `Try again in ${seconds} seconds.`, { retryAfter: seconds });
}
