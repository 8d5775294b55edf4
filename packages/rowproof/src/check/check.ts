import type { Finding } from "../diagnostic.js";
import type { CheckContext } from "./context.js";

/** Which part of the report a check stands in. */
export type Part = "verification" | "security";

/** One line of the report, and how to find what contradicts it. */
export interface Check {
  /** Stable name, in kebab case. */
  readonly id: string;
  readonly part: Part;
  /** The sentence that holds if there is no finding. */
  readonly holds: string;
  /** How much was looked at, such as `12 of 12 tables`. */
  summary?(context: CheckContext): string;
  /**
   * Why it is undecided whether the sentence holds although there is no finding: its object does not exist, or another
   * check's finding makes it void.
   */
  undecided?(context: CheckContext): string | undefined;
  find(context: CheckContext): readonly Finding[];
}
