import type { CommandEvent } from "../commands/call/event.js";
import type { RowproofError } from "../diagnostic.js";
import { renderDiagnostic } from "../report/diagnostic.js";
import { diagnosticDocument } from "../report/diagnostic-document.js";
import { type Style, styleFor } from "../report/style.js";
import { createNarrative } from "./narrative.js";

/** The version of every JSON document that the commands print; a change that breaks readers raises it. */
const formatVersion = 2;

/** A stream that takes text. */
export interface TextStream {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** The two streams of a command line: stdout is the product, stderr the narrative. */
export interface Output {
  /** The colours of stdout. */
  readonly style: Style;
  /** Writes the product: the text, which may be empty, or with `--json` the document. */
  product(text: string, document: object): void;
  /** Writes a sentence of the narrative. */
  tell(text: string): void;
  /** Writes an event of a command to the narrative. */
  narrate(this: void, event: CommandEvent): void;
  /** Writes what stopped the command: on stderr for people, and on stdout as the document with `--json`. */
  failure(error: RowproofError): void;
  /** Ends the narrative. */
  close(): void;
}

/** An output on two streams. */
export function createOutput(out: TextStream, err: TextStream, json: boolean): Output {
  const errStyle = styleFor(err);
  const tell = (text: string) => void err.write(`${text}\n`);
  const narrative = createNarrative(errStyle, tell);
  function product(text: string, document: object): void {
    if (text === "" && !json) return;
    const written = json ? JSON.stringify({ formatVersion, ...document }, null, 2) : text;
    out.write(`${written}\n`);
  }
  return {
    style: styleFor(out),
    product,
    tell,
    narrate: narrative.take,
    failure(error) {
      if (json) product("", { error: diagnosticDocument(error) });
      else tell(renderDiagnostic(error, errStyle));
    },
    close: narrative.close,
  };
}
