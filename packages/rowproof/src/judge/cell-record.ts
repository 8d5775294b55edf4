import type { AttackNote, Observation, ObservationSink } from "../attack/observation.js";
import { breachFrom } from "./breach.js";
import type { Breach, Cell, Observed, ProofNote, ProvedObject, Status } from "./proof.js";
import { noteInWords } from "./words/notes.js";

interface CellSubject {
  readonly expected: boolean;
  readonly optional: boolean;
  result: Observation["result"];
  said: string | undefined;
  readonly breaches: Breach[];
  readonly oddBreaches: Breach[];
  missed: (() => Breach) | undefined;
}

interface Draft {
  readonly object: ProvedObject;
  readonly actor: string;
  readonly command: Cell["command"];
  readonly subjects: Map<string, CellSubject>;
  attempts: number;
}

/** At most this many breaches of one cell are recorded. The first is the easiest to understand. */
const most = 6;

/** Collects the observations of all attempts, and decides the status of each cell. */
export class CellRecord implements ObservationSink {
  readonly #drafts = new Map<string, Draft>();
  readonly #notes = new Map<string, ProofNote>();
  #leaks = 0;

  record(observation: Observation): void {
    if (observation.odd === true && (observation.expected || observation.result !== "reached")) return;
    const draft = this.#draft(observation);
    draft.attempts += 1;
    const { subject, expected, odd = false, optional = odd, result, said, evidence } = observation;
    const breach = evidence === undefined ? undefined : () => breachFrom(evidence());
    // The contract may allow with odd claims what it denies with honest ones: these are two subjects.
    const key = `${expected} ${subject}`;
    const known = draft.subjects.get(key) ?? {
      expected,
      optional,
      result: "undecided",
      said,
      breaches: [],
      oddBreaches: [],
      missed: undefined,
    };
    draft.subjects.set(key, known);
    if (weight[result] > weight[known.result]) {
      known.result = result;
      known.said = said;
    }
    const breaches = odd ? known.oddBreaches : known.breaches;
    if (result === "reached" && !expected && breach !== undefined && breaches.length < most) {
      breaches.push(breach());
    }
    if (result === "reached" && !expected) this.#leaks += 1;
    if (result === "missed" && expected) known.missed ??= breach;
  }

  /** Whether the contract allows an actor anything that was tried in a cell. */
  gives({ object, actor, command }: Pick<Observation, "object" | "actor" | "command">): boolean {
    return [...this.#draft({ object, actor, command }).subjects.values()].some(({ expected }) => expected);
  }

  note(fact: AttackNote): void {
    const note = noteInWords(fact);
    this.#notes.set(JSON.stringify([note.id, note.object, note.message]), note);
  }

  get notes(): readonly ProofNote[] {
    return [...this.#notes.values()];
  }

  /** Whether an actor reached something that the contract denies. */
  get hasLeak(): boolean {
    return this.#leaks > 0;
  }

  cells(): readonly Cell[] {
    return [...this.#drafts.values()].filter(({ subjects }) => subjects.size > 0).map(settle);
  }

  #draft({ object, actor, command }: Pick<Observation, "object" | "actor" | "command">): Draft {
    const key = JSON.stringify([object.schema, object.name, object.arguments, actor, command]);
    const known = this.#drafts.get(key) ?? { object, actor, command, subjects: new Map(), attempts: 0 };
    this.#drafts.set(key, known);
    return known;
  }
}

const weight = { undecided: 0, missed: 1, reached: 2 } as const;

function settle({ object, actor: actorName, command, subjects, attempts }: Draft): Cell {
  const all = [...subjects.values()];
  const leaks = all.filter(({ expected, result }) => !expected && result === "reached");
  const lockouts = all.filter(({ expected, result }) => expected && result === "missed");
  const open = all.filter(({ result, optional }) => result === "undecided" && !optional);
  const nothing = all.every(({ result }) => result === "undecided");
  const status: Status =
    leaks.length > 0
      ? "leak"
      : lockouts.length > 0
        ? "lockout"
        : nothing || open.length > 0
          ? "untested"
          : "ok";
  const breaches =
    status === "leak"
      ? [...leaks.flatMap((subject) => subject.breaches), ...leaks.flatMap((subject) => subject.oddBreaches)]
      : lockouts.flatMap(({ missed }) => (status === "lockout" && missed !== undefined ? [missed()] : []));
  const cell = {
    object,
    actor: actorName,
    command,
    expected: extent(
      all.map(({ expected }) => expected),
      "allow",
      "deny",
    ),
    observed: nothing ? undefined : observe(all),
    status,
    attempts,
    breaches: distinct(breaches).slice(0, most),
  } as const;
  const why = open[0]?.said ?? all[0]?.said;
  return status === "untested" ? { ...cell, untested: why ?? "no attempt was possible" } : cell;
}

function extent<All extends string, None extends string>(
  values: readonly boolean[],
  all: All,
  none: None,
): All | None | "some" {
  if (values.every((value) => value)) return all;
  return values.some((value) => value) ? "some" : none;
}

function observe(subjects: readonly CellSubject[]): Observed {
  const decided = subjects.filter(({ result }) => result !== "undecided");
  const reached = extent(
    decided.map(({ result }) => result === "reached"),
    "allowed",
    "nothing",
  );
  if (reached !== "nothing") return reached;
  const said = decided.flatMap((subject) => (subject.said === undefined ? [] : [subject.said]));
  if (said.length === 0) return "hidden";
  return said.every((sqlstate) => sqlstate === "42501") ? "denied" : "error";
}

/** One breach for each attack and text. */
function distinct(breaches: readonly Breach[]): readonly Breach[] {
  return [...new Map(breaches.map((breach) => [`${breach.attack} ${breach.what}`, breach])).values()];
}
