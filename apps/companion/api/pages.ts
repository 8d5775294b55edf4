import { z } from "@hono/zod-openapi";

/** The position of a row in its list: its time, as the database returns it, and its id. */
type Place = readonly [time: string, id: string];

const place = z.tuple([z.iso.datetime({ local: true, offset: true }), z.string().regex(/^[\w-]{1,64}$/)]);

const after = z
  .string()
  .max(200)
  .transform((text, context): Place => {
    const read = place.safeParse(placeFrom(text));
    if (read.success) return read.data;
    context.addIssue({ code: "custom", message: "is not the `next` of a page" });
    return z.NEVER;
  })
  .openapi({ type: "string", description: "the `next` of the page before" });

/** The size and the start of a page. */
export const paging = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(50),
  after: after.optional(),
});
type Paging = z.output<typeof paging>;

/** A page of a list, newest first. */
export function pageShape<Shape extends z.ZodType>(entry: Shape) {
  return z.object({
    entries: z.array(entry),
    next: z.string().nullable().openapi({ description: "`after` of the next page; null on the last one" }),
  });
}

interface Query {
  or(filter: string): this;
  order(column: string, options: { readonly ascending: boolean }): this;
  limit(count: number): this;
}

/**
 * The rows of a page, newest first, and one more if there is a next page. Pages start at a position, not at a number, so new
 * rows do not shift them. Rows with the same time are ordered by id.
 */
export function pageOf<Rows extends Query>(
  query: Rows,
  by: { readonly time: string; readonly id: string },
  { limit, after }: Paging,
): Rows {
  const { time, id } = by;
  const older =
    after === undefined
      ? query
      : query.or(`${time}.lt."${after[0]}",and(${time}.eq."${after[0]}",${id}.lt."${after[1]}")`);
  return older
    .order(time, { ascending: false })
    .order(id, { ascending: false })
    .limit(limit + 1);
}

/** The rows as a page. */
export function toPage<Entry>(
  found: readonly { readonly place: Place; readonly entry: Entry }[],
  { limit }: Paging,
) {
  const last = found.length > limit ? found[limit - 1] : undefined;
  return {
    entries: found.slice(0, limit).map(({ entry }) => entry),
    next: last === undefined ? null : Buffer.from(JSON.stringify(last.place)).toString("base64url"),
  };
}

function placeFrom(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, "base64url").toString("utf8"));
  } catch {
    return undefined;
  }
}
