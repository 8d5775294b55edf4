import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { RowproofError } from "../diagnostic.js";
import { plain } from "../report/style.js";
import { createNarrative } from "./narrative.js";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test("a step is one line when it is done, and a line every five seconds before", () => {
  const lines: string[] = [];
  const { take } = createNarrative(plain, (line) => lines.push(line));
  take({ type: "started", step: "backup" });
  vi.advanceTimersByTime(11_000);
  take({ type: "done", step: "backup", milliseconds: 11_000, detail: "app_backup" });
  vi.advanceTimersByTime(20_000);
  expect(lines).toEqual([
    "    … backup, 5.0 s",
    "    … backup, 10.0 s",
    "  ✓ backup       11.0 s  app_backup",
  ]);
});

test("how far a step is comes every five seconds of that step", () => {
  const lines: string[] = [];
  const { take } = createNarrative(plain, (line) => lines.push(line));
  vi.advanceTimersByTime(60_000);
  for (let done = 0; done <= 12; done += 1) {
    take({ type: "progress", step: "attack", done, of: 12, unit: "objects" });
    vi.advanceTimersByTime(1000);
  }
  expect(lines).toEqual(["    … attack, 5 of 12 objects", "    … attack, 10 of 12 objects"]);
});

test("a note stands under the steps where there are any; a wait and a warning are written as they come", () => {
  const lines: string[] = [];
  const { take, close } = createNarrative(plain, (line) => lines.push(line));
  take({ type: "note", message: "one" });
  take({ type: "done", step: "connect", milliseconds: 3, detail: "there" });
  take({ type: "note", message: "two" });
  take({ type: "wait", message: "waiting for another run (someone)" });
  const error = new RowproofError({ id: "file/cannot-write", message: "m", why: "w", fix: "f" }, 3);
  take({ type: "warning", error });
  take({ type: "started", step: "verify" });
  close();
  vi.advanceTimersByTime(60_000);
  expect(lines).toEqual([
    "note: one",
    "  ✓ connect        3 ms  there",
    "    note: two",
    "    … waiting for another run (someone)",
    "warning file/cannot-write: m\n  why:  w\n  fix:  f",
  ]);
});
