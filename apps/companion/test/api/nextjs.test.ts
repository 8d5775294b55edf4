import { readFile, rm, writeFile } from "node:fs/promises";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { companion } from "../../fixture/place.js";

/** The page's first example, as a module next to the tests, where its packages resolve. */
const route = new URL("test/api/nextjs-route.ts", companion);

beforeAll(async () => {
  const page = await readFile(new URL("docs/nextjs.md", companion), "utf8");
  await writeFile(route, /```ts\n([\s\S]*?)```/.exec(page)?.[1] ?? "");
});

afterAll(async () => {
  vi.unstubAllEnvs();
  await rm(route, { force: true });
});

test("the route of the page exports handlers that Next.js uses, and they serve the API", async () => {
  vi.stubEnv("SUPABASE_URL", "http://127.0.0.1:9");
  vi.stubEnv("SUPABASE_ANON_KEY", "anon");
  vi.stubEnv("SUPABASE_SERVICE_ROLE_KEY", "service");
  vi.stubEnv("LOG_LEVEL", "silent");
  const exported: Readonly<Record<string, unknown>> = await import(route.href);
  expect(Object.keys(exported).toSorted()).toEqual([
    "DELETE",
    "GET",
    "OPTIONS",
    "PATCH",
    "POST",
    "PUT",
    "runtime",
  ]);
  const { GET } = exported;
  if (typeof GET !== "function") throw new Error("GET is not exported as a function");
  const described: Response = await GET(new Request("http://app.test/api/openapi.json"));
  expect([described.status, await described.json()]).toEqual([
    200,
    expect.objectContaining({ openapi: "3.1.0" }),
  ]);
  const refused: Response = await GET(new Request("http://app.test/api/calendar/events"));
  expect([refused.status, refused.headers.get("content-type")]).toEqual([401, "application/problem+json"]);
});
