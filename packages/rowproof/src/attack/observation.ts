import type { RowOwner } from "./effects/row-owner.js";
import type { Evidence } from "./evidence.js";
import type { ProvedObject } from "./proved-object.js";
import type { TriedCommand } from "./tried-command.js";

/** Something worth knowing that does not break the contract, as facts. `judge/words` writes the sentence. */
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

/** What one attempt shows about one subject: a row, or a kind of write. */
export interface Observation {
  readonly object: ProvedObject;
  readonly actor: string;
  readonly command: TriedCommand;
  /** The target of the attempt. Several attempts on one subject add to each other. */
  readonly subject: string;
  /** Whether the contract allows it. */
  readonly expected: boolean;
  /** `undecided` if something other than access prevented it. */
  readonly result: "reached" | "missed" | "undecided";
  /** The SQLSTATE of a refusal, or why nothing is decided. */
  readonly said?: string | undefined;
  /** Whether the cell counts as tested without it. */
  readonly optional?: boolean;
  /** Whether it needs something that no honest request has. Then only leaks count, after those of honest requests. */
  readonly odd?: boolean;
  /** The evidence, if it breaks the contract. */
  readonly evidence?: (() => Evidence) | undefined;
}

/** Takes what attacks observe. */
export interface ObservationSink {
  record(observation: Observation): void;
  note(note: AttackNote): void;
  /** Whether the contract allows an actor anything that was tried so far in a cell. */
  gives(cell: Pick<Observation, "object" | "actor" | "command">): boolean;
}
