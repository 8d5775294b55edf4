/** What a comment of the draft says. */
export interface DraftNote {
  /** Whether something was guessed, or only told. */
  readonly guess: boolean;
  readonly text: string;
}

export const guess = (text: string): DraftNote => ({ guess: true, text });
export const remark = (text: string): DraftNote => ({ guess: false, text });
