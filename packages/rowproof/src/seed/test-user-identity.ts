/** A user made up for the proof, with a row in `auth.users`. */
export interface TestUserIdentity {
  /** `amara` is the victim, `bo` the attacker, `nia` has no row anywhere; the contract's own actors are named as they are there. */
  readonly name: string;
  /** A uuid. */
  readonly id: string;
  readonly email: string;
}
