/** The plans, from the least to the most, as `profiles.plan` says them. Nothing else does: what users can edit about themselves never gives a plan. */
export const plans = ["FREE", "PRO", "ELITE"] as const;
export type Plan = (typeof plans)[number];

/** What a plan gives. */
export interface Features {
  /** How many days of chat can be read back; null: all of them. The database holds everybody to it. */
  readonly chatHistoryDays: number | null;
  /** Whether the companion can be told to remember. */
  readonly memory: boolean;
}

const table: Readonly<Record<Plan, Features>> = {
  FREE: { chatHistoryDays: 30, memory: false },
  PRO: { chatHistoryDays: null, memory: true },
  ELITE: { chatHistoryDays: null, memory: true },
};

/** What a plan gives; for whoever has none, what the free one does. */
export function featuresOf(plan: Plan | undefined): Features {
  return table[plan ?? "FREE"];
}

/** Whether a plan gives a feature: all of it, where there is more and less. */
export function allows(plan: Plan | undefined, feature: keyof Features): boolean {
  const given = featuresOf(plan)[feature];
  return given === true || given === null;
}
