/** A comment of the draft. */
export interface DraftNote {
  /** Whether it is a guess or only a remark. */
  readonly guess: boolean;
  readonly text: string;
}

export const guess = (text: string): DraftNote => ({ guess: true, text });
export const remark = (text: string): DraftNote => ({ guess: false, text });
