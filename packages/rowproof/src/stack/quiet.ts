import { AsyncLocalStorage } from "node:async_hooks";

const quiet = new AsyncLocalStorage<true>();
/** Our own methods of consoles. Others may replace a console, or one of its methods, at any time: then it is guarded again. */
const guards = new WeakSet<Console["log"]>();

/**
 * Runs work whose library writes what it meets to the console: the server's errors with the rows that they are about, and so
 * people's texts. Within the work, and only there, the console says nothing.
 */
export function withoutConsole<Result>(work: () => Result): Result {
  guard();
  return quiet.run(true, work);
}

function guard(): void {
  for (const method of ["log", "info", "warn", "error", "debug"] as const) {
    if (guards.has(console[method])) continue;
    const written = console[method].bind(console);
    console[method] = (...parts: unknown[]) => {
      if (quiet.getStore() !== true) written(...parts);
    };
    guards.add(console[method]);
  }
}
