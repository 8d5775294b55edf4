/** Who a test user is. Each has a row in `auth.users`. */
export interface TestUserIdentity {
  /** `amara` is the victim, `bo` the attacker, `nia` has no rows. The contract's own actors keep their names. */
  readonly name: string;
  /** A uuid. */
  readonly id: string;
  readonly email: string;
}
