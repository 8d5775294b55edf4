import { z } from "@hono/zod-openapi";

/** The kinds of problem, with their RFC 9457 title and status. */
const kinds = {
  "invalid-request": [400, "The request is not valid"],
  "not-signed-in": [401, "Not signed in"],
  "not-allowed": [403, "Not allowed"],
  "plan-required": [403, "This needs another plan"],
  "not-found": [404, "Not found"],
  conflict: [409, "Conflict with existing data"],
  "too-large": [413, "The request is too large"],
  "not-acceptable": [422, "The database does not accept this"],
  "too-many-requests": [429, "Too many requests"],
  "upstream-failed": [502, "Another service failed"],
  "not-available": [503, "This is not available now"],
  internal: [500, "Internal error"],
} as const;
export type ProblemKind = keyof typeof kinds;

/** An error in one part of a request. */
interface FieldMistake {
  /** Where: `body.title`, `query.month`. */
  readonly path: string;
  readonly message: string;
}

interface ProblemOptions extends ErrorOptions {
  /** The errors of the parts, all at once. */
  readonly errors?: readonly FieldMistake[];
  /** After how many seconds to try again. */
  readonly retryAfter?: number;
}

/** An error that is returned as an RFC 9457 document. It never contains what people wrote. */
export class Problem extends Error {
  override readonly name = "Problem";
  readonly kind: ProblemKind;
  readonly status: number;
  readonly #options: ProblemOptions;

  constructor(kind: ProblemKind, detail: string, options: ProblemOptions = {}) {
    super(detail, options);
    this.kind = kind;
    this.status = kinds[kind][0];
    this.#options = options;
  }

  toResponse(): Response {
    const { errors, retryAfter } = this.#options;
    const document = {
      type: `urn:companion:problem:${this.kind}`,
      title: kinds[this.kind][1],
      status: this.status,
      detail: this.message,
      ...(errors === undefined ? {} : { errors }),
    };
    const headers = new Headers({ "content-type": "application/problem+json" });
    if (retryAfter !== undefined) headers.set("retry-after", String(retryAfter));
    return new Response(JSON.stringify(document), { status: this.status, headers });
  }
}

/** The document, for the OpenAPI description. */
export const problemDocument = z
  .object({
    type: z.string().openapi({ example: "urn:companion:problem:not-found" }),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  })
  .openapi("Problem");
