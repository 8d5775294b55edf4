/**
 * The locks of the statements in plans (PostgreSQL documentation, "Explicit Locking" and the page of each
 * statement). "For a moment" means: only the catalog is written, and no row is read.
 */
export const locks = {
  /** `alter table` that changes no row, `create policy`, `drop view`. */
  exclusive: (name: string) => `ACCESS EXCLUSIVE on ${name}, for a moment`,
  /** `add foreign key … not valid`, `create trigger`. */
  writers: (...names: readonly string[]) => `SHARE ROW EXCLUSIVE on ${names.join(" and ")}, for a moment`,
  /** `add foreign key` that checks every row. */
  writersThroughout: (...names: readonly string[]) =>
    `SHARE ROW EXCLUSIVE on ${names.join(" and ")} while every row is checked: writers wait`,
  /** `create index concurrently`, `reindex concurrently`. */
  concurrently: (name: string) => `SHARE UPDATE EXCLUSIVE on ${name}: readers and writers continue`,
  /** `create index` on a partitioned table's own, empty, index. */
  writersOfParent: (name: string) => `SHARE on ${name}, for a moment`,
  /** `validate constraint` of a foreign key. */
  validate: (name: string, parent: string) =>
    `SHARE UPDATE EXCLUSIVE on ${name}, ROW SHARE on ${parent}: readers and writers continue`,
  /** `create view`. */
  reader: (name: string) => `ACCESS SHARE on ${name}, as a reader`,
  /** `grant`, `revoke`, `alter default privileges`, `create function`, roles. */
  none: "none on any table",
} as const;
