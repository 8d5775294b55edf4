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
export const day = z.iso.date().openapi({ example: "2026-02-28" });

/** An id in an address. */
export const idParameter = z.object({ id: z.uuid().openapi({ param: { name: "id", in: "path" } }) });

/** Ids of Prisma's tables are texts: uuids in new rows, other ids in old ones. */
export const textIdParameter = z.object({
  id: z
    .string()
    .regex(/^[\w-]{1,64}$/)
    .openapi({ param: { name: "id", in: "path" } }),
});

/** How much of a list, and from where. */
export const paging = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(50),
  before: z.iso
    .datetime({ offset: true })
    .optional()
    .openapi({ description: "only what is older than this" }),
});
