import type { Breach } from "../judge/proof.js";
import type { Evidence } from "./evidence.js";
import type { ProvedObject } from "./proved-object.js";
import type { TriedCommand } from "./tried-command.js";

/** Something worth knowing that breaks nothing: an oracle, or a path that another finding reports. */
export interface ProofNote {
  readonly id: string;
  readonly object: ProvedObject;
  readonly message: string;
  readonly why: string;
}

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
  readonly breach?: (() => Breach) | undefined;
}

/** Takes what attacks observe. */
export interface ObservationSink {
  record(observation: Observation): void;
  note(note: ProofNote): void;
  /** Whether the contract allows an actor anything that was tried so far of a cell. */
  gives(cell: Pick<Observation, "object" | "actor" | "command">): boolean;
}
