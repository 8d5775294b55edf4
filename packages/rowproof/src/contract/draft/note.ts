/** What a comment of the draft says. */
export interface Note {
  /** Whether something was guessed, or only told. */
  readonly guess: boolean;
  readonly text: string;
}

export const guess = (text: string): Note => ({ guess: true, text });
export const remark = (text: string): Note => ({ guess: false, text });
