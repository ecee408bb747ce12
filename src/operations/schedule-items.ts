import { splitAmount } from "#engine/billing/split-invoice.ts";
import { BillingError } from "#engine/errors.ts";
import { type Currency, roundToCurrency } from "#engine/values/currency.ts";
import { type Decimal, decimal, isPositive, sum } from "#engine/values/decimal.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import { newId } from "#store/ids.ts";
import type { ScheduleItem } from "#store/invoice-schedules.ts";

/** An amount or a percentage of the total, and not both. */
export type WantedItem = {
  /** The item that it is to take the place of; a new one when left out. */
  readonly itemId?: string;
  readonly name: string | null;
  readonly runDate: PlainDate | null;
  readonly amount: Decimal | null;
  readonly percentage: Decimal | null;
};

const HUNDRED = decimal("100");

/**
 * Items that bill what is left, in the order of their days; those without a day come last.
 *
 * Errors: INVALID_VALUE for amounts that do not sum to what is left, or percentages that do not sum to
 * 100.
 */
export function scheduleItems(
  wanted: readonly WantedItem[],
  { total, left }: { readonly total: Decimal; readonly left: Decimal },
  { currency }: { readonly currency: Currency },
): ScheduleItem[] {
  const ordered = [...wanted].sort((a, b) =>
    dayOf(a) < dayOf(b) ? -1 : dayOf(a) > dayOf(b) ? 1 : 0,
  );
  const percentages = ordered.flatMap(({ percentage }) => percentage ?? []);
  const amounts = ordered.flatMap(({ amount }) => amount ?? []);
  const isByAmount = amounts.length === ordered.length && percentages.length === 0;
  if (!isByAmount && (percentages.length !== ordered.length || amounts.length > 0)) {
    refuse("All items should have an amount, or all a percentage.");
  }
  if ([...amounts, ...percentages].some((each) => !isPositive(each))) {
    refuse("Amounts and percentages should be above zero.");
  }
  if (isByAmount) {
    const wrong = amounts.find((amount) => !roundToCurrency(amount, currency).eq(amount));
    if (wrong) refuse(`${wrong.toFixed()} is no amount in ${currency.code}.`);
    if (!sum(amounts).eq(left)) {
      refuse(`The amounts should sum to ${left.toFixed()}, not to ${sum(amounts).toFixed()}.`);
    }
  } else if (!sum(percentages).eq(HUNDRED) || !total.eq(left)) {
    refuse("Percentages should sum to 100, and are of a total of which nothing was billed.");
  }
  const parts = isByAmount ? amounts : splitAmount(total, percentages, currency);
  return ordered.map(({ itemId, name, runDate, percentage }, index) => ({
    invoiceScheduleItemId: itemId ?? newId(),
    name,
    runDate,
    amount: parts[index] ?? total,
    percentage,
    isProcessed: false,
    invoiceId: null,
  }));
}

const dayOf = ({ runDate }: WantedItem): string => runDate ?? "9999-12-31";

function refuse(message: string): never {
  throw new BillingError("INVALID_VALUE", { field: "scheduleItems", message });
}
