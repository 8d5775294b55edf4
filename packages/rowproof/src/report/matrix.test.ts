import { createColors } from "picocolors";
import { describe, expect, test } from "vitest";
import type { Proof } from "../judge/proof.js";
import { type Matrix, type MatrixCell, summariseMatrix } from "./cells.js";
import { renderMatrix } from "./matrix.js";
import { renderMatrixHtml } from "./matrix-html.js";
import { renderMatrixMarkdown } from "./matrix-markdown.js";
import { plain } from "./style.js";
import { columns } from "./width.js";

const commands = ["select", "insert", "update", "delete"];
const four = ["owner", "stranger", "anon", "service"];

const cell = (name: string, actor: string, command: string, more: Partial<MatrixCell> = {}): MatrixCell => ({
  object: { schema: "public", name, kind: "table" },
  actor,
  command,
  expected: actor === "owner" || actor === "service" ? "allow" : "deny",
  observed: undefined,
  status: "ok",
  attempts: 1,
  breaches: [],
  ...more,
});

const table = (name: string, actors = four): readonly MatrixCell[] =>
  actors.flatMap((actor) => commands.map((command) => cell(name, actor, command)));

const matrixOf = (cells: readonly MatrixCell[], more: Partial<Matrix> = {}): Matrix => ({
  actors: four,
  cells,
  notes: [],
  untested: [],
  attempts: 1234,
  ...more,
});

const breach = {
  attack: "select/all",
  what: "bo read 1 row of amara's",
  why: "a policy is true for every row\nand is permissive",
  fix: 'drop policy "all" on notes;',
};
const leak = { status: "leak", observed: "allowed", breaches: [breach] } as const;
const lockout = {
  status: "lockout",
  observed: "denied",
  breaches: [
    { ...breach, attack: "delete/own", what: "amara could not delete", sqlstate: "42501" },
    { ...breach, attack: "delete/key" },
    { ...breach, attack: "delete/key" },
  ],
} as const;

/** One of every kind of thing that a matrix can tell. */
const full = matrixOf(
  [
    cell("notes", "owner", "select"),
    cell("notes", "owner", "delete", lockout),
    cell("notes", "stranger", "select", leak),
    cell("notes", "stranger", "insert", { expected: "some" }),
    cell("boards", "anon", "select", { status: "untested", untested: "no row could be made" }),
    cell("boards", "anon", "update", { status: "untested", untested: "no row could be made" }),
    cell("search", "anon", "execute", {
      object: { schema: "app", name: "search", kind: "function", arguments: "q text" },
    }),
    cell("notes_id_seq", "owner", "use"),
    cell("notes", "owner", "erase"),
  ],
  {
    notes: [
      {
        id: "oracle/unique",
        object: cell("notes", "", "").object,
        message: "an id shows",
        why: "it is unique",
      },
    ],
    untested: [{ object: "extension vector", why: "the shadow lacks it" }],
  },
);
const broken = full.cells.filter(({ status }) => status === "leak")[0] as MatrixCell;
const script = { path: "proof/public.notes.stranger.select.sql", text: "-- </pre><script>\nselect '&';\n" };
const scripts = new Map([[broken, script]]);

test("a proof can be drawn as it is", () => {
  const proof: Proof = { actors: [], cells: [], notes: [], untested: [], attempts: 0 };
  expect(renderMatrix(proof, plain)).toBe("0 of 0 cells ok: 0 attempts");
});

test("the whole of a matrix on a terminal", () => {
  expect(renderMatrix(full, plain, { scripts })).toBe(`\
Tables and views  owner    stranger  anon
                  S I U D  S I U D   S I U D
  notes           ✓     #  ! ~
  boards                             ?   ?

Routines              anon
                      X
  app.search(q text)  ·

Sequences       owner
                U
  notes_id_seq  ✓

Erasure  owner
         E
  notes  ✓

  ✓ may and can   · may not and cannot   ~ some, as declared   ! LEAK   # LOCKOUT   ? untested
  S select, I insert, U update, D delete; X execute; U use; E erase

leak notes stranger select: bo read 1 row of amara's
  why:  a policy is true for every row
        and is permissive
  fix:  drop policy "all" on notes;
  show: proof/public.notes.stranger.select.sql

lockout notes owner delete (42501): amara could not delete
  why:  a policy is true for every row
        and is permissive
  fix:  drop policy "all" on notes;
  also: 2 more attempts: delete/key (2)

untested boards: anon select, anon update
  why:  no row could be made

untested extension vector
  why:  the shadow lacks it

note oracle/unique notes: an id shows
  why:  it is unique

1 leak, 1 lockout, 2 untested of 9 cells, 1 object left out`);
});

test("each status has a sign of its own, and colour besides", () => {
  const cells = [
    cell("t", "owner", "select"),
    cell("t", "owner", "insert", { expected: "deny" }),
    cell("t", "owner", "update", { expected: "some" }),
    cell("t", "owner", "delete", leak),
    cell("t", "anon", "select", lockout),
    cell("t", "anon", "insert", { status: "untested" }),
  ];
  const row = (text: string) => text.split("\n").find((line) => line.startsWith("  t ")) ?? "";
  const signs = row(renderMatrix(matrixOf(cells), plain))
    .replace("t", "")
    .split(/\s+/)
    .filter(Boolean);
  expect(new Set(signs).size).toBe(6);
  const coloured = row(renderMatrix(matrixOf(cells), createColors(true)));
  expect(coloured).toContain("\u001b[41m");
  expect(coloured).toContain("\u001b[43m");
});

test("the last line never says that what was not tested is ok", () => {
  const kept = table("t");
  expect(summariseMatrix(matrixOf(kept))).toBe("16 of 16 cells ok: 1,234 attempts");
  expect(summariseMatrix(matrixOf(kept, { untested: [{ object: "x", why: "y" }] }))).toBe(
    "16 of 16 cells ok, 1 object left out: 1,234 attempts",
  );
  expect(summariseMatrix(matrixOf([...kept, cell("u", "anon", "select", { status: "untested" })]))).toBe(
    "1 untested of 17 cells",
  );
  expect(
    summariseMatrix(matrixOf([cell("u", "anon", "select", leak), cell("u", "owner", "select", leak)])),
  ).toBe("2 leaks of 2 cells");
});

test("the contract alone says what may be, and that nothing was tried", () => {
  const cells = table("notes").map((one) => ({ ...one, status: "declared" as const, attempts: 0 }));
  const text = renderMatrix(matrixOf(cells, { attempts: 0 }), plain);
  expect(text).toMatch(/^ {2}notes +✓ ✓ ✓ ✓ {2}· · · · {3}· · · · {2}✓ ✓ ✓ ✓$/m);
  expect(text).toContain("  ✓ may   · may not   ~ some rows\n");
  expect(text).not.toContain("can");
  expect(text).toMatch(/\n16 cells declared, none tested$/);
});

describe("the terminal's width", () => {
  const long = "x".repeat(63);
  const lines = (matrix: Matrix) => renderMatrix(matrix, plain).split("\n");

  test("four actors fit next to the longest name", () => {
    const schema = { schema: "s".repeat(63), name: long, kind: "table" };
    const cells = table("t").map((one) => ({ ...one, object: schema }));
    const all = lines(matrixOf(cells));
    expect(Math.max(...all.map(columns))).toBeLessThanOrEqual(100);
    expect(all[2]).toMatch(/^ {2}s+…x+ {2}✓/);
  });

  test("more actors go on in further blocks, under the same names", () => {
    const actors = [...four, "member owner", "member editor", "member viewer", "admin"];
    const all = lines(matrixOf([...table(long, actors), ...table("t", actors)], { actors }));
    expect(Math.max(...all.map(columns))).toBeLessThanOrEqual(100);
    expect(all.filter((line) => line.startsWith("  t "))).toHaveLength(2);
    expect(actors.filter((actor) => all.some((line) => line.includes(actor)))).toEqual(actors);
  });

  test("wide characters are counted as the terminal draws them", () => {
    const all = lines(matrixOf([...table("会話"), ...table("chat"), ...table("e\u0301t\u00e9")]));
    const heads = all.filter((line) => line.includes("✓ ·") || line.includes("✓  ·")).slice(0, 3);
    const before = (head: string) => `  ${head}            ✓`;
    expect(heads.map((line) => line.slice(0, line.indexOf("✓") + 1))).toEqual(
      ["会話", "chat", "e\u0301t\u00e9 "].map(before),
    );
  });
});

test("of a thousand tables only those that are not entirely ok are drawn, unless all are asked for", () => {
  const cells = Array.from({ length: 1000 }, (_, index) => table(`table_${index}`)).flat();
  const matrix = matrixOf([...cells, ...table("bad", ["owner"]), cell("bad", "anon", "select", leak)]);
  const text = renderMatrix(matrix, plain);
  expect(text).not.toContain("table_7");
  expect(text).toContain("  bad ");
  expect(text).toContain("1000 rows entirely ok, not shown");
  expect(renderMatrix(matrix, plain, { all: true })).toContain("  table_777 ");
  const markdown = renderMatrixMarkdown(matrix);
  expect(markdown).not.toContain("table_7");
  expect(markdown).toContain("1000 rows entirely ok, not shown.");
  expect(renderMatrixHtml(matrix)).toContain("table_777");
});

test("the schema is said where it is not the first that is exposed", () => {
  const cells = [cell("notes", "owner", "select")];
  expect(renderMatrix(matrixOf(cells), plain, { schema: "api" })).toContain("  public.notes ");
  const view = cell("note", "owner", "select", { object: { schema: "public", name: "note", kind: "view" } });
  expect(renderMatrix(matrixOf([view]), plain)).toContain("  note (view) ");
});

const hostile = "a|b`c\n<b>&\"' @me \u001b[31m\u202e**x** www.x.io http://x.io";
const hostileCells = [
  cell(hostile, "owner", "select", {
    ...leak,
    breaches: [{ ...breach, what: hostile, why: hostile, fix: hostile }],
  }),
  cell("ab", "owner", "select", { status: "untested", untested: hostile }),
];
const hostileMatrix = matrixOf(hostileCells, {
  notes: [
    { id: "x", object: hostileCells[0]?.object ?? cell("", "", "").object, message: hostile, why: hostile },
  ],
  untested: [{ object: hostile, why: hostile }],
});

test("no name or message steers the terminal, or makes a line of its own in the matrix", () => {
  const text = renderMatrix(hostileMatrix, plain);
  expect(text).not.toMatch(/[^\P{C}\n]/u);
  expect(text).toContain('"a|b`c\\n<b>&""\' @me \\u{1b}[31m\\u{202e}**x** www.x.io http://x.io" ');
  expect(text.split("\n").filter((line) => line.startsWith("<b>"))).toEqual([]);
});

test("the whole of a matrix in Markdown", () => {
  expect(renderMatrixMarkdown(full, { scripts })).toBe(`\
| Tables and views (S I U D) | owner | stranger | anon |
| --- | --- | --- | --- |
| \`notes\` | **\`✓ – – #\`** | **\`! ~ – –\`** |   |
| \`boards\` |   |   | \`? – ? –\` |

| Routines (X) | anon |
| --- | --- |
| \`app.search(q text)\` | \`·\` |

| Sequences (U) | owner |
| --- | --- |
| \`notes_id_seq\` | \`✓\` |

| Erasure (E) | owner |
| --- | --- |
| \`notes\` | \`✓\` |

\`✓\` may and can, \`·\` may not and cannot, \`~\` some, as declared, \`!\` LEAK, \`#\` LOCKOUT, \`?\` untested, S select, I insert, U update, D delete, X execute, U use, E erase

**1 leak, 1 lockout, 2 untested of 9 cells, 1 object left out**

- **leak** \`notes\` stranger select: bo read 1 row of amara's
  - why: a policy is true for every row<br>and is permissive
  - fix: drop policy "all" on notes;
  - show: \`proof/public.notes.stranger.select.sql\`
- **lockout** \`notes\` owner delete (42501): amara could not delete
  - why: a policy is true for every row<br>and is permissive
  - fix: drop policy "all" on notes;
  - also: 2 more attempts: delete/key (2)

- untested \`boards\` anon select, anon update: no row could be made
- untested \`extension vector\`: the shadow lacks it

- note \`notes\`: an id shows; it is unique
`);
});

test("nothing that comes from outside is Markdown, and a table's rows have one width", () => {
  const text = renderMatrixMarkdown(hostileMatrix);
  const outside = text.replace(/<code>.*?<\/code>|`[^`\n]*`|<br>/g, "");
  expect(outside).not.toMatch(/(?<!\\)<|\*\*x|(?<!\\)@|\bwww\.|http:\/\/|[^\P{C}\n]/u);
  const rows = text.split("\n").filter((line) => line.startsWith("|"));
  expect(rows.map((line) => line.split("|").length)).toEqual([4, 4, 4, 4].slice(0, rows.length));
  expect(text).toContain("<code>&#34;a&#124;b&#96;c&#92;n&#60;b&#62;");
});

test("the page needs nothing else, and runs nothing", () => {
  const page = renderMatrixHtml(full, { scripts });
  expect(page).not.toMatch(/<script|<link|<img|\bsrc=|url\(|@import|https?:|\bon\w+=/);
  expect(page).toContain("default-src 'none'");
  expect(page).toContain("prefers-color-scheme: dark");
  expect(page).toContain("position: sticky");
});

test("the page's tags are closed in their order, whatever the names are", () => {
  for (const page of [renderMatrixHtml(full, { scripts }), renderMatrixHtml(hostileMatrix)]) {
    const open: string[] = [];
    for (const [, slash, name = ""] of page
      .replace(/<style>.*?<\/style>/s, "")
      .matchAll(/<(\/?)([a-z]\w*)/g)) {
      if (["meta"].includes(name)) continue;
      if (slash === "") open.push(name);
      else expect(open.pop()).toBe(name);
    }
    expect(open).toEqual([]);
  }
});

test("the page escapes what comes from outside", () => {
  const page = renderMatrixHtml(hostileMatrix);
  expect(page).not.toContain("<b>");
  expect(page).not.toMatch(/[^\P{C}\n]/u);
  expect(page).toContain("&quot;a|b`c\\n&lt;b&gt;&amp;&quot;&quot;&#39; @me");
});

test("each mark of the page has words, and a broken one leads to its script", () => {
  const page = renderMatrixHtml(full, { scripts });
  expect(page).toContain(
    '<a href="#broken-1"><span class="mark leak" role="img" title="stranger, select: LEAK" aria-label="stranger, select: LEAK">!</span></a>',
  );
  expect(page).toContain(
    '<article id="broken-1"><h3><span class="mark leak">leak</span> notes stranger select</h3>',
  );
  expect(page).toContain(
    "<details><summary>Script: <code>proof/public.notes.stranger.select.sql</code></summary><pre>\n-- &lt;/pre&gt;&lt;script&gt;\nselect &#39;&amp;&#39;;\n</pre></details>",
  );
  expect(page).toContain("<h2>Untested</h2>");
  expect(page).toContain("<h2>Notes</h2>");
});
