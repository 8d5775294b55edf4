import fc from "fast-check";

/** The parts of the OpenAPI document from which requests are generated. */
export interface OpenApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, OpenApiOperation>>>>;
  readonly components?: { readonly schemas?: Readonly<Record<string, OpenApiSchema>> };
}

interface OpenApiOperation {
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly schema: OpenApiSchema;
  }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: OpenApiSchema }>> };
}

interface OpenApiSchema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly properties?: Readonly<Record<string, OpenApiSchema>>;
  readonly required?: readonly string[];
  readonly items?: OpenApiSchema;
  readonly anyOf?: readonly OpenApiSchema[];
  readonly oneOf?: readonly OpenApiSchema[];
  readonly minimum?: number;
  readonly maximum?: number;
}

/** A generated request, valid or not. */
export interface Generated {
  readonly method: string;
  readonly path: string;
  readonly sender: Sender;
  readonly body?: string;
  readonly contentType?: string;
}

const senders = ["user", "nobody", "malformed", "expired", "forged", "service-like"] as const;
export type Sender = (typeof senders)[number];

/** Requests to every operation of the document: mostly of the right shape, sometimes with wrong values. */
export function requestsOf(document: OpenApiDocument, known: readonly string[]): fc.Arbitrary<Generated> {
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
  );
  const hostile = hostileValues(known);
  const values = (schema: OpenApiSchema) => mixed(schema, document, hostile, known);
  return fc.constantFrom(...operations).chain(({ path, method, operation }) => {
    const { parameters = [], requestBody } = operation;
    const asked = fc.tuple(...parameters.map(({ schema }) => fc.option(values(schema), { freq: 8 })));
    const body = requestBody?.content["application/json"]?.schema;
    return fc
      .record({
        asked,
        sender: fc.oneof(
          { weight: 6, arbitrary: fc.constant("user" as const) },
          { weight: 2, arbitrary: fc.constantFrom(...senders) },
        ),
        body: body === undefined ? fc.constant(undefined) : bodyText(values(body)),
        contentType: fc.oneof(
          { weight: 9, arbitrary: fc.constant("application/json") },
          fc.constantFrom("text/plain", "application/x-www-form-urlencoded", ""),
        ),
      })
      .map(({ asked: given, sender, body: text, contentType }) => ({
        method,
        sender,
        path: written(path, parameters, given),
        ...(text === undefined ? {} : { body: text, contentType }),
      }));
  });
}

function written(
  path: string,
  parameters: NonNullable<OpenApiOperation["parameters"]>,
  given: readonly unknown[],
): string {
  let filled = path;
  const query = new URLSearchParams();
  for (const [at, parameter] of parameters.entries()) {
    const value = given[at];
    const text = typeof value === "object" ? JSON.stringify(value) : String(value);
    if (parameter.in === "path")
      filled = filled.replace(`{${parameter.name}}`, encodeURIComponent(wellFormed(text)) || "%20");
    else if (parameter.in === "query" && value !== null) query.set(parameter.name, text);
  }
  return query.size === 0 ? filled : `${filled}?${query}`;
}

function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, "\ufffd");
}

function bodyText(value: fc.Arbitrary<unknown>): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 20, arbitrary: value.map((given) => JSON.stringify(given) ?? "null") },
    fc.constantFrom(
      "",
      "{",
      "[]",
      "null",
      '"text"',
      '{"__proto__":{"plan":"ELITE"}}',
      "\u0000",
      '{"a":'.repeat(2000),
    ),
  );
}

const sqlLike = [
  "' or 1=1 --",
  "'; drop table profiles; --",
  "1) or (1=1",
  "eq.1&or=(plan.eq.FREE)",
  'a",b.eq."c',
  "*",
  "%_\\",
  "null",
  "(select 1)",
];
const unicode = [
  "\u0000",
  "a\u0000b",
  "\ud83d",
  "😀🧘🏽‍♀️",
  "日記",
  "e\u0301",
  "\u202eabc",
  "\ufeff",
  " ",
  "",
];
const dates = [
  "2026-02-29",
  "2024-02-29",
  "2026-13-01",
  "0000-01-01",
  "9999-12-31",
  "10000-01-01",
  "2026-03-29T02:30:00+02:00",
  "infinity",
  "now",
];

function hostileValues(known: readonly string[]): fc.Arbitrary<unknown> {
  const texts = fc.oneof(
    fc.constantFrom(...sqlLike, ...unicode, ...dates, ...known),
    fc.string({ unit: "binary", maxLength: 40 }),
    fc.constant("x".repeat(20_000)),
  );
  const numbers = fc.constantFrom(0, -1, 1.5, 11, 13, 2 ** 31, 2 ** 53, 1e308, -1e308);
  const others = fc.constantFrom<unknown>(null, true, [], {}, { id: 1 }, [null], ["'"]);
  return fc.oneof(
    { weight: 5, arbitrary: texts },
    { weight: 2, arbitrary: numbers },
    { weight: 1, arbitrary: others },
  );
}

function mixed(
  schema: OpenApiSchema,
  document: OpenApiDocument,
  hostile: fc.Arbitrary<unknown>,
  known: readonly string[],
): fc.Arbitrary<unknown> {
  return fc.oneof(
    { weight: 5, arbitrary: meant(schema, document, hostile, known) },
    { weight: 1, arbitrary: hostile },
  );
}

/** A value of the schema; each property of an object can be hostile too. */
function meant(
  schema: OpenApiSchema,
  document: OpenApiDocument,
  hostile: fc.Arbitrary<unknown>,
  known: readonly string[],
): fc.Arbitrary<unknown> {
  const inner = (one: OpenApiSchema) => mixed(one, document, hostile, known);
  if (schema.$ref !== undefined) {
    const found = document.components?.schemas?.[schema.$ref.split("/").at(-1) ?? ""];
    return found === undefined ? hostile : meant(found, document, hostile, known);
  }
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined) return fc.oneof(...choices.map(inner));
  const types = typeof schema.type === "string" ? [schema.type] : (schema.type ?? []);
  if (types.includes("object") || schema.properties !== undefined) {
    const properties = Object.entries(schema.properties ?? {}).map(
      ([name, one]) => [name, inner(one)] as const,
    );
    return fc.record(Object.fromEntries(properties), { requiredKeys: [...(schema.required ?? [])] });
  }
  if (types.includes("array")) return fc.array(inner(schema.items ?? {}), { maxLength: 4 });
  if (types.includes("boolean")) return fc.boolean();
  const bounds = { min: Math.ceil(schema.minimum ?? -100), max: Math.floor(schema.maximum ?? 5000) };
  if (types.includes("integer")) return fc.integer(bounds);
  if (types.includes("number")) return fc.double({ ...bounds, noNaN: true });
  return textOf(schema.format, known);
}

function textOf(format: string | undefined, known: readonly string[]): fc.Arbitrary<unknown> {
  const time = fc.date({ min: new Date("2025-01-01"), max: new Date("2027-12-31"), noInvalidDate: true });
  switch (format) {
    case "uuid":
      return known.length === 0 ? fc.uuid() : fc.oneof(fc.uuid(), fc.constantFrom(...known));
    case "date":
      return time.map((moment) => moment.toISOString().slice(0, 10));
    case "date-time":
      return time.map((moment) => moment.toISOString());
    default:
      return fc.oneof(
        fc.string({ minLength: 1, maxLength: 30, unit: "grapheme" }),
        fc.constantFrom("UTC", "Asia/Kolkata", "joy", "PRO"),
      );
  }
}
