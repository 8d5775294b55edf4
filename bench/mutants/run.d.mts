// For the tests, which are TypeScript: what a run of the bench takes and gives.

export interface RunOptions {
  /** Only the classes whose name has this in it; "" for all. */
  readonly class: string;
  readonly all: boolean;
  readonly sample: number | undefined;
  readonly seed: number;
}

export interface Run {
  readonly major: number;
  readonly falseFindings: readonly {
    readonly cell: string;
    readonly status: string;
    readonly what: string;
  }[];
  readonly verdicts: readonly {
    readonly mutant: { readonly class: string; readonly name: string; readonly sql: string };
    readonly outcome: "killed" | "equivalent" | "survived" | "refuted" | "failed";
    readonly failure?: string;
  }[];
  readonly milliseconds: number;
}

export function runOn(major: number, options: RunOptions, progress: (text: string) => void): Promise<Run>;
