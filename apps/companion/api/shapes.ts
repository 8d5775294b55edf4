import { z } from "@hono/zod-openapi";

/** A text from a user. Postgres cannot store the character NUL, nor UTF-8 half a surrogate pair. */
export function text(most: number) {
  return z
    .string()
    .min(1)
    .max(most)
    .refine((value) => !/[\0\p{Surrogate}]/u.test(value), "has a character that cannot be stored");
}

/** A day of the calendar, without time or zone: `2026-02-28`. */
export const day = z.iso
  .date()
  .refine(isOurTime, "is not in a year from 1900 to 2200")
  .openapi({ example: "2026-02-28" });

/** A time with its offset; Prisma's tables store it in UTC. */
export const instant = z.iso
  .datetime({ offset: true })
  .refine(isOurMoment, "is not in a year from 1900 to 2200")
  .transform((value) => new Date(value).toISOString())
  .openapi({ type: "string", format: "date-time", example: "2026-02-28T19:30:00.000Z" });

/** A time as the API returns it. */
export const moment = z.iso.datetime();

/** A time as the database returns it: with an offset, or in UTC without one. */
export const storedMoment = z
  .string()
  .transform((value) => new Date(/[+-]\d\d:\d\d$/.test(value) ? value : `${value}Z`).toISOString());

/** An id in an address. */
export const idParameter = z.object({ id: z.uuid().openapi({ param: { name: "id", in: "path" } }) });

/** The ids in Prisma's tables are texts: uuids in new rows, other ids in old ones. */
export const textIdParameter = z.object({
  id: z
    .string()
    .regex(/^[\w-]{1,64}$/)
    .openapi({ param: { name: "id", in: "path" } }),
});

function isOurTime(value: string): boolean {
  return value >= "1900" && value < "2201";
}

/** In UTC, as it is stored: its offset can move it into another year. */
function isOurMoment(value: string): boolean {
  const time = Date.parse(value);
  return !Number.isNaN(time) && isOurTime(new Date(time).toISOString());
}
