import type { RowproofError } from "../../diagnostic.js";

/** What a command reports while it works, in the order in which it happens. Its texts are for people, and never hold a password. */
export type CommandEvent =
  /** A step that may take seconds has begun. It ends in a `done` of the same name, or in an error. */
  | { readonly type: "started"; readonly step: string }
  /** A step is done. */
  | {
      readonly type: "done";
      readonly step: string;
      readonly milliseconds: number;
      /** What the step did, in a few words. */
      readonly detail: string;
    }
  /** How far a step is. Comes often. */
  | {
      readonly type: "progress";
      readonly step: string;
      readonly done: number;
      readonly of: number;
      /** What is counted: `objects` or `attempts`. */
      readonly unit: string;
    }
  /** The command waits for something that another session holds. */
  | { readonly type: "wait"; readonly message: string }
  /** Something worth knowing. */
  | { readonly type: "note"; readonly message: string }
  /** Something failed, and the command goes on without it. */
  | { readonly type: "warning"; readonly error: RowproofError };

/** Takes the events of one command. */
export type ProgressListener = (event: CommandEvent) => void;

/** Sends events in the words of a command. */
export interface Reporter {
  note(message: string): void;
  wait(message: string): void;
  warn(error: RowproofError): void;
  /** A step that was done already, with its time in milliseconds. */
  step(name: string, milliseconds: number, detail: string): void;
  /** Runs a step: it is reported when it begins and when it is done. */
  timed<T>(name: string, work: () => Promise<T>, detail: (result: T) => string): Promise<T>;
  /** Reports how far a step is. */
  progress(step: string, unit: string): (done: number, of: number) => void;
}

/** A reporter for a listener; without one nothing is reported. */
export function createReporter(listener: ProgressListener = () => undefined): Reporter {
  const step: Reporter["step"] = (name, milliseconds, detail) =>
    listener({ type: "done", step: name, milliseconds, detail });
  return {
    step,
    note: (message) => listener({ type: "note", message }),
    wait: (message) => listener({ type: "wait", message }),
    warn: (error) => listener({ type: "warning", error }),
    progress: (name, unit) => (done, of) => listener({ type: "progress", step: name, done, of, unit }),
    async timed(name, work, detail) {
      listener({ type: "started", step: name });
      const begun = performance.now();
      const result = await work();
      step(name, performance.now() - begun, detail(result));
      return result;
    },
  };
}
