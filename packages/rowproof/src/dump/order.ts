/** Something to write, and the keys of what must be written before it. */
export interface DumpStep {
  readonly key: string;
  readonly needs: readonly string[];
  readonly statements: readonly string[];
}

/** The steps in an order that loads, or the circles that make one impossible: each the keys along it. */
export interface DumpOrder {
  readonly steps: readonly DumpStep[];
  readonly circles: readonly (readonly string[])[];
}

/** Keeps the order given, but for what is needed earlier: depth first, so that the same steps give the same order. */
export function orderSteps(steps: readonly DumpStep[]): DumpOrder {
  const byKey = new Map(steps.map((step) => [step.key, step]));
  const done = new Set<string>();
  const ordered: DumpStep[] = [];
  const circles: string[][] = [];
  const path: string[] = [];

  const visit = (step: DumpStep): void => {
    if (done.has(step.key)) return;
    const start = path.indexOf(step.key);
    if (start >= 0) {
      circles.push(path.slice(start));
      return;
    }
    path.push(step.key);
    for (const key of step.needs) {
      const needed = byKey.get(key);
      if (needed !== undefined && needed !== step) visit(needed);
    }
    path.pop();
    done.add(step.key);
    ordered.push(step);
  };
  for (const step of steps) visit(step);
  return { steps: ordered, circles };
}
