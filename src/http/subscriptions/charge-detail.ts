import { lastSegments } from "#engine/metrics/subscription-metrics.ts";
import type { Charge } from "#engine/model/charge.ts";
import { contains } from "#engine/values/date-range.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import type { PageQuery } from "./contract.ts";

/** A charge as one entry of a page. */
export type ChargeOnPage = {
  /** The segment whose fields the entry has. */
  readonly shown: Charge;
  readonly isLastSegment: boolean;
  /** All segments, first one first; undefined unless asked for. */
  readonly segments: readonly Charge[] | undefined;
};

/** The entries that `charge-detail` asks for. A charge without a segment on the day has none. */
export function chargesOnPage(
  charges: readonly Charge[],
  query: PageQuery,
  today: PlainDate,
): ChargeOnPage[] {
  const last = lastSegments(charges);
  switch (query["charge-detail"]) {
    case "last-segment":
      return last.map((shown) => ({ shown, isLastSegment: true, segments: undefined }));
    case "all-segments":
      return last.map((shown) => ({
        shown,
        isLastSegment: true,
        segments: charges.filter(({ chargeNumber }) => chargeNumber === shown.chargeNumber),
      }));
    case "current-segment":
      return servedOn(today, charges, last);
    case "specific-segment":
      return servedOn(query["as-of-date"] ?? today, charges, last);
  }
}

const servedOn = (day: PlainDate, charges: readonly Charge[], last: readonly Charge[]) =>
  charges
    .filter(({ effective }) => effective && contains(effective, day))
    .map((shown) => ({ shown, isLastSegment: last.includes(shown), segments: undefined }));
