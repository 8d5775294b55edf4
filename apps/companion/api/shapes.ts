import { z } from "@hono/zod-openapi";

/** Something a person writes. Postgres has no place for the character NUL, nor UTF-8 for half a surrogate pair. */
export function text(most: number) {
  return z
    .string()
    .min(1)
    .max(most)
    .refine((value) => !/[\0\p{Surrogate}]/u.test(value), "holds a character that cannot be stored");
}

/** A day of the calendar, without time or zone: `2026-02-28`. */
export const day = z.iso
  .date()
  .refine(isOurTime, "is not of a year from 1900 to 2200")
  .openapi({ example: "2026-02-28" });

/** A moment, told with its offset; the tables of Prisma keep it in UTC. */
export const instant = z.iso
  .datetime({ offset: true })
  .refine(isOurMoment, "is not of a year from 1900 to 2200")
  .transform((value) => new Date(value).toISOString())
  .openapi({ type: "string", format: "date-time", example: "2026-02-28T19:30:00.000Z" });

/** A moment as the API tells it. */
export const moment = z.iso.datetime();

/** A moment as the database tells it: with an offset, or without one and in UTC. */
export const storedMoment = z
  .string()
  .transform((value) => new Date(/[+-]\d\d:\d\d$/.test(value) ? value : `${value}Z`).toISOString());

/** An id in an address. */
export const idParameter = z.object({ id: z.uuid().openapi({ param: { name: "id", in: "path" } }) });

/** Ids of Prisma's tables are texts: uuids in new rows, other ids in old ones. */
export const textIdParameter = z.object({
  id: z
    .string()
    .regex(/^[\w-]{1,64}$/)
    .openapi({ param: { name: "id", in: "path" } }),
});

function isOurTime(value: string): boolean {
  return value >= "1900" && value < "2201";
}

/** In UTC, where it is kept: its offset can move it into another year. */
function isOurMoment(value: string): boolean {
  const time = Date.parse(value);
  return !Number.isNaN(time) && isOurTime(new Date(time).toISOString());
}
