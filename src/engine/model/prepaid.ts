/** Units that are paid for ahead and drawn down by usage: what charges say of them, and what became of them. */
import type { Decimal } from "../values/decimal.ts";
import type { PlainDate } from "../values/plain-date.ts";

/** How long units can be used. */
export type ValidityPeriodType =
  | "SUBSCRIPTION_TERM"
  | "ANNUAL"
  | "SEMI_ANNUAL"
  | "QUARTER"
  | "MONTH";

/** What a prepayment gives back when it ends before its units do. */
export type CreditOption = "TimeBased" | "ConsumptionBased" | "FullCreditBack";

/** Whether what is rolled over is drawn before the units of the period it comes to, or after them. */
export type RolloverApply = "ApplyFirst" | "ApplyLast";

export type Rollover = {
  /** Into how many of the following validity periods; 1 to 3. */
  readonly periods: number;
  /** Months; null: as long as validity periods are. Given, there is one period. */
  readonly periodLength: number | null;
  readonly apply: RolloverApply;
};

/** A charge that sells units. */
export type Prepayment = {
  readonly operation: "topup";
  readonly unitOfMeasure: string;
  /** Units of one validity period, for one unit of the charge's quantity. */
  readonly quantity: Decimal;
  readonly validityPeriodType: ValidityPeriodType;
  readonly creditOption: CreditOption;
  readonly rollover: Rollover | null;
};

/** A usage charge that is paid with units as long as there are any. */
export type Drawdown = {
  readonly operation: "drawdown";
  /** Of the units that it draws. */
  readonly unitOfMeasure: string;
  /** How many of these one unit of usage takes. */
  readonly rate: Decimal;
};

export type PrepaidTerms = Prepayment | Drawdown;

/** The unit of what is prepaid in money: units of it are amounts of the subscription's currency. */
export const MONEY_UNIT = "Currency";

export const isOfMoney = ({ unitOfMeasure }: Pick<PrepaidTerms, "unitOfMeasure">): boolean =>
  unitOfMeasure === MONEY_UNIT;

/** Whether a unit of them buys and draws the same. */
export const isSamePrepaid = (one: PrepaidTerms | null, other: PrepaidTerms | null): boolean =>
  one === other ||
  (one?.operation === "topup" && other?.operation === "topup"
    ? one.quantity.eq(other.quantity) && one.validityPeriodType === other.validityPeriodType
    : one?.operation === "drawdown" && other?.operation === "drawdown" && one.rate.eq(other.rate));

/** What an order says of them. What is absent stays. */
export type PrepaidChange = {
  readonly quantity?: Decimal;
  readonly validityPeriodType?: ValidityPeriodType;
  readonly creditOption?: CreditOption;
  readonly isRollover?: boolean;
  readonly rolloverPeriods?: number;
  readonly rolloverPeriodLength?: number;
  readonly rolloverApply?: RolloverApply;
  readonly drawdownRate?: Decimal;
};

/** The units of one prepayment charge in one validity period. */
export type FundKey = { readonly chargeNumber: string; readonly start: PlainDate };

/**
 * What a billing does to a fund. Drawn and returned units name the usage charge and the day of the
 * usage; a credit back says what is taken out of the fund, because its money was given back; a depletion
 * is of no billing: a person has let expire what was left.
 */
export type PrepaidMove = { readonly fund: FundKey; readonly units: Decimal } & (
  | {
      readonly type: "Drawdown" | "DrawdownReversal";
      readonly chargeNumber: string;
      readonly day: PlainDate;
    }
  | {
      readonly type: "CreditBack" | "Depletion";
      readonly chargeNumber: null;
      readonly day: null;
    }
);

/** Units that a person has moved to the next validity period. */
export type ManualRollover = {
  readonly unitOfMeasure: string;
  /** Where the validity period begins that they come from. */
  readonly sourceStart: PlainDate;
  readonly destination: { readonly start: PlainDate; readonly end: PlainDate };
  readonly apply: RolloverApply;
};

/** What has become of the prepaid units of a subscription so far. */
export type PrepaidHistory = {
  readonly moves: readonly PrepaidMove[];
  readonly rollovers: readonly ManualRollover[];
};

export const NO_PREPAID_HISTORY: PrepaidHistory = { moves: [], rollovers: [] };

/** By subscription number. */
export type PrepaidHistories = ReadonlyMap<string, PrepaidHistory>;
