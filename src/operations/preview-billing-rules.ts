import {
  type Rehearsal,
  type RehearsedDocument,
  rehearseBilling,
} from "#engine/billing/rehearse-billing.ts";
import { BillingError } from "#engine/errors.ts";
import { type Currency, isCurrencyCode } from "#engine/values/currency.ts";
import { type Decimal, decimal } from "#engine/values/decimal.ts";
import { addMonths, plainDate } from "#engine/values/plain-date.ts";
import { inTransaction } from "#store/database.ts";
import {
  billingRulesOf,
  findCurrency,
  findDefaultCurrency,
  findSetting,
  type SettingValue,
} from "#store/settings.ts";
import type { Context } from "./context.ts";
import { refuseContradiction } from "./update-billing-rules.ts";
import { type Rounding, withRounding } from "./update-currency.ts";

export type Tried = Rounding & {
  readonly billingRules: SettingValue;
  /** Undefined: the entity's. */
  readonly currencyCode?: string | undefined;
  readonly example: { readonly [Field in keyof Rehearsal]?: Rehearsal[Field] | undefined };
};

export type TriedRules = {
  readonly currency: Currency;
  readonly example: Rehearsal;
  readonly saved: readonly RehearsedDocument[];
  readonly tried: readonly RehearsedDocument[];
};

/**
 * What billing makes of an example, as the entity bills now and as it would. Writes nothing.
 *
 * Errors: INVALID_VALUE for days in a wrong order or too far apart, what is no currency, or a rounding that
 * it cannot have; NOT_ALLOWED for rules that contradict each other; TOO_MANY_LINES.
 */
export async function previewBillingRules(context: Context, given: Tried): Promise<TriedRules> {
  if (given.currencyCode !== undefined && !isCurrencyCode(given.currencyCode)) {
    refuse("currencyCode", "should be a currency's code of ISO 4217");
  }
  const { stored, currency } = await inTransaction(
    context.database,
    context.entityId,
    async (tx) => ({
      stored: await findSetting(tx, "billing-rules"),
      currency: await findCurrency(tx, given.currencyCode ?? (await findDefaultCurrency(tx))),
    }),
  );
  const example: Rehearsal = { ...EXAMPLE, ...defined(given.example) };
  refuseImpossible(example);
  const next = { ...stored, ...given.billingRules };
  refuseContradiction(next);
  const rounded = withRounding(currency, given);
  return {
    currency: rounded,
    example,
    saved: rehearseBilling(example, billingRulesOf(stored), currency),
    tried: rehearseBilling(example, billingRulesOf(next), rounded),
  };
}

/** Small enough to follow by hand, and touched by nearly every rule. */
const EXAMPLE: Rehearsal = {
  subscriptionStartDate: plainDate("2023-04-10"),
  billCycleDay: 1,
  billingPeriod: "Month",
  price: decimal("30"),
  oneTimePrice: decimal("50"),
  usagePrice: decimal("0.125"),
  usage: [
    { day: plainDate("2023-04-20"), quantity: decimal("33") },
    { day: plainDate("2023-05-04"), quantity: decimal("11") },
    { day: plainDate("2023-05-14"), quantity: decimal("23") },
  ],
  targetDate: plainDate("2023-05-01"),
  cancellationDate: plainDate("2023-05-24"),
};

const MOST_MONTHS = 60;

function refuseImpossible({
  subscriptionStartDate: start,
  targetDate,
  cancellationDate,
}: Rehearsal): void {
  if (targetDate < start) refuse("targetDate", `should not be before the start, ${start}`);
  if (cancellationDate < targetDate) {
    refuse("cancellationDate", `should not be before the first billing, ${targetDate}`);
  }
  if (cancellationDate > addMonths(start, MOST_MONTHS)) {
    refuse("cancellationDate", `should be at most ${MOST_MONTHS} months after the start, ${start}`);
  }
}

function refuse(field: string, message: string): never {
  throw new BillingError("INVALID_VALUE", { field, message: `'${field}' ${message}` });
}

const defined = (example: Tried["example"]): Partial<Rehearsal> =>
  Object.fromEntries(
    Object.entries(example).filter(([, value]) => value !== undefined),
  ) as Partial<Rehearsal>;

/** What the customer owes in the end. */
export const owedAfter = (documents: readonly RehearsedDocument[]): Decimal =>
  documents.reduce((owed, { amount }) => owed.plus(amount), decimal("0"));
