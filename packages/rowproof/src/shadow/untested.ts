/** An object whose verdicts say nothing about the live one, and why. */
export interface UnprovableObject {
  /** As `objectKey` writes it: `table public."DailyMood"`, `function public.f(uuid)`; or what the server calls it. */
  readonly object: string;
  readonly why: string;
}

/** One entry an object, the first that was said of it. */
export function firstOfEach(entries: readonly UnprovableObject[]): readonly UnprovableObject[] {
  const byObject = new Map<string, UnprovableObject>();
  for (const entry of entries) if (!byObject.has(entry.object)) byObject.set(entry.object, entry);
  return [...byObject.values()];
}
