import { interruptedCode, runCommandLine } from "./command-line.js";

/** Aborts at the first signal, so that the command can clean up. */
function abortOnSignals(): AbortSignal {
  const abort = new AbortController();
  let since = 0;
  for (const name of ["SIGINT", "SIGTERM"] as const) {
    process.on(name, () => {
      // A second signal ends the process at once: the server rolls back what is open. One that comes within half a second is
      // not a second one: npm passes on a signal that the terminal has sent to us too.
      if (abort.signal.aborted) {
        if (performance.now() - since > 500) process.exit(interruptedCode);
        return;
      }
      since = performance.now();
      process.stderr.write("\ninterrupted: stopping …\n");
      abort.abort(new Error("interrupted"));
    });
  }
  return abort.signal;
}

const signal = abortOnSignals();
// A reader that leaves early (`rowproof dump | head`) is no failure.
process.stdout.on("error", () => process.exit(0));
const code = await runCommandLine(process.argv.slice(2), {
  out: process.stdout,
  err: process.stderr,
  signal,
});
// The process ends as soon as its output is written: by itself Node waits until the SQL parser's WebAssembly is optimised.
await Promise.all(
  [process.stdout, process.stderr].map((stream) => new Promise((done) => stream.write("", done))),
);
process.exit(code);
