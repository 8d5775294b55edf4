import fc from "fast-check";

/** A table of a drawn schema. */
export interface DrawnTable {
  readonly schema: "public" | "app";
  readonly name: string;
  readonly kind: "plain" | "hash partitions" | "list partitions" | "with heirs";
  readonly key: "uuid" | "text" | "bigserial" | "identity" | "composite" | "none";
  readonly owner: DrawnOwner | null;
  readonly columns: readonly DrawnColumn[];
  /** The place of an earlier table that a column refers to, if that has a key of one column. */
  readonly parent: { readonly at: number; readonly onDelete: string; readonly nullable: boolean } | null;
  readonly access: DrawnAccess;
  readonly view: "none" | "missing" | "right" | "narrow" | "computed" | "as owner";
  readonly rowSecurity: boolean;
  readonly policies: readonly number[];
  readonly grants: readonly number[];
  readonly rows: number;
}

interface DrawnOwner {
  readonly name: string;
  readonly type: "uuid" | "text" | "varchar" | "character varying(64)";
  readonly nullable: boolean;
  /** A foreign key to auth.users; only where the type is uuid. */
  readonly key: "none" | "cascade" | "set null" | "no action" | "restrict";
}

interface DrawnColumn {
  readonly name: string;
  readonly type: string;
}

interface OwnedAccess {
  readonly preset: "owned";
  readonly withheld: readonly string[];
  readonly limit: "none" | "writable" | "readOnly";
  readonly within: boolean;
}

type DrawnAccess = OwnedAccess | { readonly preset: OtherPreset };

type OtherPreset = "appendOnly" | "readOwn" | "publicRead" | "serviceOnly" | "closed" | "custom";

/** Plain ones, both conventions, reserved words, acronyms, other scripts, quotes, and one as long as Postgres allows. */
const tableNames = [
  "notes",
  "DailyMood",
  "user",
  "order",
  "HTTPStatus",
  "userID",
  "café",
  "日記",
  'we"ird',
  "two words",
  "select",
  "Journal.Entry",
  "a".repeat(63),
  "TableWithAVeryLongNameThatGoesOnAndOnUntilItIsSixtyThreeBytes__",
  "Ünïcode",
  "x-y",
  "it's",
  "Übersicht",
  "semi;colon",
  "-- comment",
  "T",
];
const columnNames = [
  "title",
  "noteText",
  "HTTPStatus",
  "group",
  "select",
  "größe",
  "with space",
  'quo"te',
  "createdAt",
  "is_private",
  "x".repeat(60),
];
const types = [
  "text",
  "integer",
  "bigint",
  "boolean",
  "jsonb",
  "text[]",
  "timestamptz",
  "numeric(10,2)",
  "date",
  "bytea",
  "double precision",
  "public.mood",
  "public.short_text",
  "inet",
  "int4range",
  "uuid",
  "interval",
];

const owner: fc.Arbitrary<DrawnOwner> = fc.record({
  name: fc.constantFrom("user_id", "userId", "ownerID", "author"),
  type: fc.constantFrom("uuid", "uuid", "text", "varchar", "character varying(64)"),
  nullable: fc.boolean(),
  key: fc.constantFrom("none", "none", "cascade", "set null", "no action", "restrict"),
});

const access: fc.Arbitrary<DrawnAccess> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      preset: fc.constant("owned" as const),
      withheld: fc.subarray(["insert", "update", "delete"]),
      limit: fc.constantFrom("none", "none", "writable", "readOnly"),
      within: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      preset: fc.constantFrom("appendOnly", "readOwn", "publicRead", "serviceOnly", "closed", "custom"),
    }),
  },
);

const table = fc.record<DrawnTable>({
  schema: fc.constantFrom("public", "public", "public", "app"),
  name: fc.constantFrom(...tableNames),
  kind: fc.constantFrom("plain", "plain", "plain", "hash partitions", "list partitions", "with heirs"),
  key: fc.constantFrom("uuid", "text", "bigserial", "identity", "composite", "none"),
  owner: fc.option(owner, { freq: 5 }),
  columns: fc.uniqueArray(
    fc.record({ name: fc.constantFrom(...columnNames), type: fc.constantFrom(...types) }),
    {
      selector: ({ name }) => name,
      minLength: 1,
      maxLength: 4,
    },
  ),
  parent: fc.option(
    fc.record({
      at: fc.nat({ max: 4 }),
      onDelete: fc.constantFrom("cascade", "no action", "set null"),
      nullable: fc.boolean(),
    }),
  ),
  access,
  view: fc.constantFrom("none", "missing", "right", "narrow", "computed", "as owner"),
  rowSecurity: fc.boolean(),
  policies: fc.uniqueArray(fc.nat({ max: 9 }), { maxLength: 4 }),
  grants: fc.uniqueArray(fc.nat({ max: 8 }), { maxLength: 4 }),
  rows: fc.nat({ max: 4 }),
});

/** Up to five tables, each name once a schema. */
export const tables: fc.Arbitrary<readonly DrawnTable[]> = fc.uniqueArray(table, {
  minLength: 1,
  maxLength: 5,
  selector: ({ schema, name }) => `${schema}.${name}`,
});
