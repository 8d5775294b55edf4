import type {
  Attack,
  DatabaseAttack,
  RelationAttack,
  RoutineAttack,
  SchemaAttack,
  SequenceAttack,
} from "./attack.js";
import { createInSchema } from "./create-in-schema.js";
import { readAttacks } from "./read-attacks.js";
import { moveSequence, readSequence, takeFromSequence } from "./sequence.js";
import { writeAttacks } from "./write-attacks.js";

/** Attacks on a relation, in the order in which each actor tries them: later ones look at what earlier ones found. */
export const relationAttacks: readonly RelationAttack[] = [...readAttacks, ...writeAttacks];

export const routineAttacks: readonly RoutineAttack[] = [];

export const sequenceAttacks: readonly SequenceAttack[] = [takeFromSequence, moveSequence, readSequence];

export const schemaAttacks: readonly SchemaAttack[] = [createInSchema];

export const databaseAttacks: readonly DatabaseAttack[] = [];

/** Every attack, by kind of object. */
export const attacks: readonly Attack[] = [
  ...relationAttacks,
  ...routineAttacks,
  ...sequenceAttacks,
  ...schemaAttacks,
  ...databaseAttacks,
];
