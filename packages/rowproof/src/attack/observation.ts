import type { RowOwner } from "./effects/row-owner.js";
import type { Evidence } from "./evidence.js";
import type { ProvedObject } from "./proved-object.js";
import type { TriedCommand } from "./tried-command.js";

/** Something worth knowing that breaks nothing, as facts. `judge/words` puts it into a sentence. */
export type AttackNote = { readonly object: ProvedObject } & (
  | { readonly kind: "foreign key oracle"; readonly column: string }
  | { readonly kind: "unique oracle"; readonly columns: readonly string[] }
  | {
      readonly kind: "by trigger";
      readonly actor: string;
      readonly owner: RowOwner;
      readonly by: ProvedObject;
    }
  | {
      readonly kind: "by key";
      readonly parent: ProvedObject;
      readonly done: "deleted" | "given another key";
      readonly effect: "delete" | "update";
    }
  | { readonly kind: "erasure untested" }
);

/** What one attempt says about one subject: a row, or a kind of write. */
export interface Observation {
  readonly object: ProvedObject;
  readonly actor: string;
  readonly command: TriedCommand;
  /** What the attempt aimed at: several attempts on the same subject complete one another. */
  readonly subject: string;
  /** Whether the contract allows it. */
  readonly expected: boolean;
  /** `undecided` if something other than access stood in the way. */
  readonly result: "reached" | "missed" | "undecided";
  /** The SQLSTATE of a refusal, or why nothing is decided. */
  readonly said?: string | undefined;
  /** Whether the cell counts as tested without it. */
  readonly optional?: boolean;
  /** Whether it needs what no plain request has: then only leaks count, and those of plain requests come first. */
  readonly odd?: boolean;
  /** What it shows if it goes against the contract. */
  readonly evidence?: (() => Evidence) | undefined;
}

/** Takes what attacks observe. */
export interface ObservationSink {
  record(observation: Observation): void;
  note(note: AttackNote): void;
  /** Whether the contract allows an actor anything that was tried so far of a cell. */
  gives(cell: Pick<Observation, "object" | "actor" | "command">): boolean;
}
