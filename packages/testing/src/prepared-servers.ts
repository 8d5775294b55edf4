import { randomBytes } from "node:crypto";
import { rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { type Major, openServer } from "rowproof/embedded";
import { inject } from "vitest";
import "./global-setup.js";

/**
 * Makes the prepared server of a major version, once per run: every temporary server of that version starts as a copy of its files,
 * without `initdb`. Two workers may make it at the same time: the first to finish keeps its own.
 */
export async function ensurePrepared(major: Major): Promise<void> {
  const place = join(inject("scratch"), "prepared", String(major));
  if (await isThere(place)) return;
  const draft = `${place}.${randomBytes(6).toString("hex")}`;
  await (await openServer({ directory: draft, major, scratch: true })).close();
  await rename(draft, place).catch(() => rm(draft, { recursive: true }));
}

function isThere(place: string): Promise<boolean> {
  return stat(place).then(
    () => true,
    () => false,
  );
}
