import { expect, test } from "vitest";
import { useJournal } from "./harness.js";

const find = useJournal();

test("a database that keeps its contract has no finding at all", async () => {
  expect((await find("select 1")).findings).toEqual([]);
});
