import type { CommandEvent } from "../commands/call/event.js";
import { renderDiagnostic } from "../report/diagnostic.js";
import { duration, type Style } from "../report/style.js";

/** How often a long step reports that it goes on, in milliseconds. */
const pause = 5000;

/**
 * Turns the events of a command into lines for people. A step is written when it is done, and every five seconds until then.
 * @param write takes a line
 */
export function createNarrative(
  style: Style,
  write: (line: string) => void,
): { take(event: CommandEvent): void; close(): void } {
  const timers = new Map<string, NodeJS.Timeout>();
  let hasSteps = false;
  /** When each step last reported how far it is. */
  const reported = new Map<string, number>();
  const stop = (step: string) => clearInterval(timers.get(step));

  function start(step: string): void {
    const begun = performance.now();
    const tell = () => write(`    … ${step}, ${duration(performance.now() - begun)}`);
    timers.set(step, setInterval(tell, pause));
  }

  function done(event: Extract<CommandEvent, { type: "done" }>): void {
    stop(event.step);
    hasSteps = true;
    write(stepLine(event, style));
  }

  function progress({ step, done: number, of, unit }: Extract<CommandEvent, { type: "progress" }>): void {
    const now = performance.now();
    const last = reported.get(step);
    if (last !== undefined && now - last < pause) return;
    reported.set(step, now);
    if (last === undefined) return;
    write(`    … ${step}, ${number} of ${of} ${unit}`);
  }

  function take(event: CommandEvent): void {
    if (event.type === "started") start(event.step);
    else if (event.type === "done") done(event);
    else if (event.type === "progress") progress(event);
    else if (event.type === "wait") write(`    … ${event.message}`);
    else if (event.type === "note") write(`${hasSteps ? "    " : ""}note: ${event.message}`);
    else write(renderDiagnostic(event.error, style, "warning"));
  }

  return { take, close: () => [...timers.keys()].forEach(stop) };
}

function stepLine(
  { step, milliseconds, detail }: Extract<CommandEvent, { type: "done" }>,
  style: Style,
): string {
  const time = style.dim(duration(milliseconds).padStart(8));
  return `  ${style.green("✓")} ${step.padEnd(10)} ${time}  ${detail}`;
}
