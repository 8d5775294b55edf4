import { type Command, InvalidArgumentError, Option } from "commander";

/** Named arguments of a command, as options. */
export function positional(command: Command): Record<string, unknown> {
  return Object.fromEntries(
    command.registeredArguments.map((argument, index) => [argument.name(), command.args[index]]),
  );
}

/** A text with something in it. */
export function notEmpty(text: string): string {
  if (text.trim() === "") throw new InvalidArgumentError("Name the backup.");
  return text;
}

/** A whole number, 1 or more. */
export function positive(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1)
    throw new InvalidArgumentError("It must be a whole number, 1 or more.");
  return value;
}

/** An option in seconds on the command line and in milliseconds in the code. */
export function seconds(flags: string, description: string, preset: number): Option {
  return new Option(flags, description).default(preset * 1000, `${preset}`).argParser((text) => {
    const value = Number(text);
    if (!Number.isFinite(value) || value < 0 || text.trim() === "") {
      throw new InvalidArgumentError("It must be a number of seconds, 0 or more.");
    }
    return Math.round(value * 1000);
  });
}
