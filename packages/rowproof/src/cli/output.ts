import { type Diagnostic, RowproofError } from "../diagnostic.js";
import { renderDiagnostic } from "../report/diagnostic.js";
import { duration, type Style, styleFor } from "../report/style.js";

/** The version of every JSON document that the commands print; a change that breaks readers raises it. */
const formatVersion = 1;

interface Stream {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** The two streams of a command: stdout is the product, stderr the narrative. */
export class Output {
  readonly style: Style;
  readonly #out: Stream;
  readonly #err: Stream;
  readonly #errStyle: Style;
  readonly #json: boolean;

  constructor(out: Stream, err: Stream, json: boolean) {
    this.#out = out;
    this.#err = err;
    this.#json = json;
    this.style = styleFor(out);
    this.#errStyle = styleFor(err);
  }

  /** The product: the text, which may be none at all, or with `--json` the document. */
  product(text: string, document: object): void {
    if (text === "" && !this.#json) return;
    const written = this.#json ? JSON.stringify({ formatVersion, ...document }, null, 2) : text;
    this.#out.write(`${written}\n`);
  }

  /** A sentence of the narrative. */
  tell(text: string): void {
    this.#err.write(`${text}\n`);
  }

  /** A step that was done, with its time. */
  step(name: string, milliseconds: number, detail: string): void {
    const style = this.#errStyle;
    const time = style.dim(duration(milliseconds).padStart(8));
    this.tell(`  ${style.green("✓")} ${name.padEnd(10)} ${time}  ${detail}`);
  }

  /** Runs a step and tells of it when it is done, and every five seconds that it goes on; a failure is told by whoever catches it. */
  async timed<T>(name: string, work: () => Promise<T>, detail: (result: T) => string): Promise<T> {
    const begun = performance.now();
    const waiting = setInterval(
      () => this.tell(`    … ${name}, ${duration(performance.now() - begun)}`),
      5000,
    );
    try {
      const result = await work();
      this.step(name, performance.now() - begun, detail(result));
      return result;
    } finally {
      clearInterval(waiting);
    }
  }

  /** Tells how far a long work is, every five seconds. */
  progress(name: string, things: string): (done: number, of: number) => void {
    let told = performance.now();
    return (done, of) => {
      if (performance.now() - told < 5000) return;
      told = performance.now();
      this.tell(`    … ${name}, ${done} of ${of} ${things}`);
    };
  }

  /** Something that went wrong beside the work, which goes on. */
  warn(error: RowproofError): void {
    this.tell(renderDiagnostic(error, this.#errStyle, "warning"));
  }

  /** What stopped the command: on stderr for people, and on stdout as the document where JSON was asked for. */
  failure(error: RowproofError): void {
    if (this.#json) this.product("", { error: errorDocument(error) });
    else this.tell(renderDiagnostic(error, this.#errStyle));
  }
}

/** A diagnostic as JSON: its own fields, never a stack. */
function errorDocument(diagnostic: Diagnostic): object {
  const { id, message, why, fix, sqlstate, place } = diagnostic;
  const details = diagnostic instanceof RowproofError ? diagnostic.details.map(errorDocument) : [];
  return {
    id,
    message,
    why,
    fix,
    ...(sqlstate === undefined ? {} : { sqlstate }),
    ...(place === undefined ? {} : { place }),
    ...(details.length === 0 ? {} : { details }),
  };
}
