import { readdir, readFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { parseAst } from "vitest/node";
import { companion } from "../fixture/place.js";

const root = fileURLToPath(companion);

/** The modules that may bypass row level security. */
const trusted = ["api/account/erasure.ts", "api/stripe/webhook.ts", "server/reconcile.ts"];
/** The modules that may read the key: the one that uses it, and the one that reads the environment. */
// The server passes the local stack's key to the settings, as the environment would.
const knowing = ["api/service.ts", "api/settings.ts", "server/main.ts"];

test("only the webhook, reconciliation and erasure open the service", async () => {
  const importers: string[] = [];
  for (const file of await sources()) {
    const imported = importsOf(await nodesOf(file)).map((from) => resolved(file, from));
    if (imported.includes("api/service")) importers.push(file);
  }
  expect(importers).toContain("api/stripe/webhook.ts");
  expect(importers.filter((file) => !trusted.includes(file))).toEqual([]);
});

test("the service's key is named nowhere else", async () => {
  const naming: string[] = [];
  for (const file of await sources()) if (namesKey(await nodesOf(file))) naming.push(file);
  expect(naming.filter((file) => !knowing.includes(file))).toEqual([]);
  expect(naming.toSorted()).toEqual(knowing);
});

test.each([
  ['import { openService } from "../service.js";', true],
  ['import type { Service } from "../service.js";', true],
  ['export * from "../service.js";', true],
  ['const all = await import("../service.js");', true],
  ['const all = require("../service.js");', true],
  ['// import { openService } from "../service.js";', false],
  ['const text = "../service.js";', false],
])("sees whether %s imports it", (code, does) => {
  const found = importsOf(walk(parseAst(code, { lang: "ts" })));
  expect(found.map((from) => resolved("api/stripe/x.ts", from)).includes("api/service")).toBe(does);
});

test.each([
  "const { serviceKey } = settings.supabase;",
  'const key = settings.supabase["serviceKey"];',
  "const key = process.env.SUPABASE_SERVICE_ROLE_KEY;",
  "const key = process.env[`SUPABASE_SERVICE_ROLE_KEY`];",
])("sees that %s names the key", (code) => {
  expect(namesKey(walk(parseAst(code, { lang: "ts" })))).toBe(true);
});

interface SyntaxNode {
  readonly type: string;
  readonly [field: string]: unknown;
}

async function sources(): Promise<readonly string[]> {
  const files: string[] = [];
  for (const folder of ["api", "lib", "server"]) {
    const found = await readdir(join(root, folder), { recursive: true }).catch(() => []);
    for (const name of found) if (/\.tsx?$/.test(name)) files.push(`${folder}/${name.replaceAll("\\", "/")}`);
  }
  return files;
}

async function nodesOf(file: string): Promise<readonly SyntaxNode[]> {
  return walk(
    parseAst(await readFile(join(root, file), "utf8"), { lang: file.endsWith("x") ? "tsx" : "ts" }),
  );
}

/** Every node of a tree. */
function walk(value: unknown): readonly SyntaxNode[] {
  if (Array.isArray(value)) return value.flatMap(walk);
  if (typeof value !== "object" || value === null) return [];
  return [...(isNode(value) ? [value] : []), ...Object.values(value).flatMap(walk)];
}

function isNode(value: object): value is SyntaxNode {
  return "type" in value && typeof value.type === "string";
}

/** The imports of a file: static, dynamic, re-exports and require. */
function importsOf(nodes: readonly SyntaxNode[]): readonly string[] {
  return nodes.flatMap(({ type, source, arguments: given }) => {
    const from = type === "CallExpression" && Array.isArray(given) ? given[0] : source;
    const isText =
      typeof from === "object" && from !== null && "value" in from && typeof from.value === "string";
    return isText ? [String(from.value)] : [];
  });
}

function namesKey(nodes: readonly SyntaxNode[]): boolean {
  const names = ["serviceKey", "SUPABASE_SERVICE_ROLE_KEY"];
  return nodes.some(({ name, value }) => {
    const cooked = typeof value === "object" && value !== null && "cooked" in value ? value.cooked : value;
    return names.includes(String(name)) || names.includes(String(cooked));
  });
}

function resolved(file: string, from: string): string {
  if (!from.startsWith(".")) return from;
  const path = relative(root, join(root, dirname(file), from)).replaceAll("\\", "/");
  return path.replace(/\.[jt]sx?$/, "");
}
