/** The values of `profiles.plan`, from the lowest to the highest. Only that column decides: users cannot give themselves a plan. */
export const plans = ["FREE", "PRO", "ELITE"] as const;
export type Plan = (typeof plans)[number];

/** The features of a plan. */
export interface Features {
  /** How many days of chat can be read; null: all. The database enforces it. */
  readonly chatHistoryDays: number | null;
  /** Whether users can make memories. */
  readonly memory: boolean;
}

const table: Readonly<Record<Plan, Features>> = {
  FREE: { chatHistoryDays: 30, memory: false },
  PRO: { chatHistoryDays: null, memory: true },
  ELITE: { chatHistoryDays: null, memory: true },
};

/** The features of a plan; without a plan, those of FREE. */
export function featuresOf(plan: Plan | undefined): Features {
  return table[plan ?? "FREE"];
}

/** Whether a plan has a feature, without a limit. */
export function allows(plan: Plan | undefined, feature: keyof Features): boolean {
  const given = featuresOf(plan)[feature];
  return given === true || given === null;
}
