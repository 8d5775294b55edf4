import picocolors from "picocolors";

/** Colours for one stream: the text alone where the stream is no terminal or `NO_COLOR` is set. */
export type Style = ReturnType<typeof picocolors.createColors>;

/** Colours if the stream is a terminal and `NO_COLOR` is not set (no-color.org). */
export function styleFor(stream: { readonly isTTY?: boolean }): Style {
  return picocolors.createColors(stream.isTTY === true && picocolors.isColorSupported);
}

/** No colour at all: for files and tests. */
export const plain: Style = picocolors.createColors(false);

/** Indents every line but leaves empty ones empty. */
export function indent(text: string, by: string): string {
  return text
    .split("\n")
    .map((line) => (line === "" ? line : by + line))
    .join("\n");
}

/** Milliseconds for people: `12 ms`, `3.4 s`. */
export function duration(milliseconds: number): string {
  return milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(1)} s`;
}
