import { z } from "@hono/zod-openapi";
import { Temporal } from "temporal-polyfill";

/** The name of a time zone, as IANA has them. An offset alone is none: it knows no summer. */
export const timeZone = z
  .string()
  .regex(/^[A-Za-z][\w+-]*(?:\/[\w+-]+)*$/)
  .max(64)
  .refine(isKnown, "is not a time zone that is known here")
  .openapi({ example: "Europe/Lisbon" });

/** The days of a month, and the moments at which each of them begins in a time zone. */
export interface MonthInZone {
  /** As `2026-02-28`. */
  readonly days: readonly string[];
  /** Milliseconds since the epoch; one more than there are days: the last is where the next month begins. */
  readonly begins: readonly number[];
}

/** A day does not begin at midnight everywhere, nor last 24 hours, and one that was skipped lasts none: the zone says it. */
export function monthInZone(year: number, month: number, zone: string): MonthInZone {
  const first = Temporal.PlainDate.from({ year, month, day: 1 });
  const days = Array.from({ length: first.daysInMonth }, (_, index) => first.add({ days: index }));
  return {
    days: days.map(String),
    begins: [...days, first.add({ months: 1 })].map((day) => day.toZonedDateTime(zone).epochMilliseconds),
  };
}

/** Which day of the month, from 0, a moment is on; undefined where it is on none of them. */
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
