import { AsyncLocalStorage } from "node:async_hooks";

const quiet = new AsyncLocalStorage<true>();
/** A test runner may put another console in its place, so that one is not enough. */
const guarded = new WeakSet<Console>();

/**
 * Runs work whose library writes what it meets to the console: the server's errors with the rows that they are about, and so
 * people's texts. Within the work, and only there, the console says nothing.
 */
export function withoutConsole<Result>(work: () => Result): Result {
  guard();
  return quiet.run(true, work);
}

function guard(): void {
  if (guarded.has(console)) return;
  guarded.add(console);
  for (const method of ["log", "info", "warn", "error", "debug"] as const) {
    const written = console[method].bind(console);
    console[method] = (...parts: unknown[]) => {
      if (quiet.getStore() !== true) written(...parts);
    };
  }
}
