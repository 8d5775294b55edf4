import { type Major, majors } from "rowproof/embedded";
import { inject } from "vitest";
import "./global-setup.js";

/** Whether this run leaves nothing out: `npm run test:all`. */
export const takesAll = process.env.ROWPROOF_SAMPLE === "all";

/** Decides what this run draws. It is printed at the start; `ROWPROOF_SEED` repeats a run. */
export const seed = inject("seed");

/** One of `share` cases, others in each run; with `npm run test:all` all of them. */
export function sample<Case>(cases: readonly Case[], share: number): readonly Case[] {
  return takesAll ? cases : cases.filter((_, index) => index % share === seed % share);
}

/** The major version that most users have and one other; with `npm run test:all` all of them. */
export const testedMajors: readonly Major[] = withSample(17, majors);

/** A value and a sample of one of the others; with `npm run test:all` all of them. */
export function withSample<Case>(always: Case, cases: readonly Case[]): readonly Case[] {
  const others = cases.filter((one) => one !== always);
  return [always, ...(takesAll ? others : others.filter((_, index) => index === seed % others.length))];
}
