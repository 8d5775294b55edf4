import { z } from "@hono/zod-openapi";
import { Temporal } from "temporal-polyfill";

/** An IANA time zone name. Not an offset, which has no daylight saving time. */
export const timeZone = z
  .string()
  .regex(/^[A-Za-z][\w+-]*(?:\/[\w+-]+)*$/)
  .max(64)
  .refine(isKnown, "is not a known time zone")
  .openapi({ example: "Europe/Lisbon" });

/** The days of a month, and when each begins in a time zone. */
export interface MonthInZone {
  /** As `2026-02-28`. */
  readonly days: readonly string[];
  /** Milliseconds since the epoch; one more than there are days: the last is the beginning of the next month. */
  readonly begins: readonly number[];
}

/** The time zone decides: a day may not begin at midnight, may not have 24 hours, and may be skipped. */
export function monthInZone(year: number, month: number, zone: string): MonthInZone {
  const first = Temporal.PlainDate.from({ year, month, day: 1 });
  const days = Array.from({ length: first.daysInMonth }, (_, index) => first.add({ days: index }));
  return {
    days: days.map(String),
    begins: [...days, first.add({ months: 1 })].map((day) => day.toZonedDateTime(zone).epochMilliseconds),
  };
}

/** The day of the month, from 0, of a time; undefined if it is not in the month. */
export function dayOf({ begins }: MonthInZone, moment: number): number | undefined {
  const next = begins.findIndex((begin) => begin > moment);
  return next > 0 ? next - 1 : undefined;
}

function isKnown(zone: string): boolean {
  try {
    Temporal.Now.zonedDateTimeISO(zone);
    return true;
  } catch {
    return false;
  }
}
