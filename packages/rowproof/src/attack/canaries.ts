import type { SeededRow } from "../seed/seeded.js";

/** The form of a canary: a seeded text, a uuid, or a long number. */
const pattern = /rp[0-9a-z]{12}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d{7,19}/gi;

/** Values that identify seeded rows, wherever they appear. */
export class Canaries {
  readonly #rows = new Map<string, SeededRow[]>();

  constructor(rows: readonly SeededRow[]) {
    for (const row of rows) {
      const values = Object.values(row.row).flatMap((value) => tokensIn(value ?? ""));
      for (const token of new Set(values)) {
        const known = this.#rows.get(token);
        if (known === undefined) this.#rows.set(token, [row]);
        else known.push(row);
      }
    }
  }

  /** The rows that contain a canary. */
  rowsWith(value: string): readonly SeededRow[] {
    return this.#rows.get(value.toLowerCase()) ?? [];
  }

  /**
   * The canaries in a text that an actor received.
   * @param known what the actor sent: a value that they sent themselves shows nothing
   * @returns each canary with the rows that contain it
   */
  find(
    text: string,
    known: string,
  ): readonly { readonly token: string; readonly rows: readonly SeededRow[] }[] {
    const sent = new Set(tokensIn(known));
    return [...new Set(tokensIn(text))].flatMap((token) => {
      const rows = this.#rows.get(token);
      return rows === undefined || sent.has(token) ? [] : [{ token, rows }];
    });
  }
}

function tokensIn(text: string): readonly string[] {
  return (text.match(pattern) ?? []).map((token) => token.toLowerCase());
}
