/** Tiers and days of delivery, as requests of orders and of one subscription write them. */
import { z } from "zod";
import type { DayOfWeek } from "#engine/model/charge.ts";
import type {
  GivenTier,
  ModelTermsChange,
  PriceFormat,
  RatingGroup,
  Tier,
  UsageTerms,
} from "#engine/model/model-terms.ts";
import type { Decimal } from "#engine/values/decimal.ts";
import * as wire from "../wire.ts";
import type { Stored } from "./actions/order-action.ts";

export const PRICE_FORMATS = {
  FlatFee: "FlatFee",
  PerUnit: "PerUnit",
  "Flat Fee": "FlatFee",
  "Per Unit": "PerUnit",
  "flat fee": "FlatFee",
  "per unit": "PerUnit",
} as const satisfies Readonly<Record<string, PriceFormat>>;

export const priceFormat = z.enum(
  Object.keys(PRICE_FORMATS) as [keyof typeof PRICE_FORMATS, ...(keyof typeof PRICE_FORMATS)[]],
);

export const tiers = z
  .array(
    wire.looseBody({
      tier: wire.intBetween(1, 1000).optional(),
      startingUnit: wire.quantity.optional(),
      endingUnit: wire.quantity
        .nullable()
        .optional()
        .describe("The last unit of the tier; null for one without end."),
      price: wire.amount,
      priceFormat: priceFormat.optional(),
    }),
  )
  .max(1000)
  .describe("All tiers: they replace those that the charge has.");

export const WEEKDAYS = {
  monday: "Monday",
  tuesday: "Tuesday",
  wednesday: "Wednesday",
  thursday: "Thursday",
  friday: "Friday",
  saturday: "Saturday",
  sunday: "Sunday",
} as const satisfies Readonly<Record<string, DayOfWeek>>;

export const deliverySchedule = wire.looseBody({
  frequency: z.enum(["Weekly"]).optional(),
  monday: wire.boolean.optional(),
  tuesday: wire.boolean.optional(),
  wednesday: wire.boolean.optional(),
  thursday: wire.boolean.optional(),
  friday: wire.boolean.optional(),
  saturday: wire.boolean.optional(),
  sunday: wire.boolean.optional(),
});

type Schedule = { readonly [Day in keyof typeof WEEKDAYS]?: boolean | undefined };

export const toDeliveryDays = (schedule: Schedule): DayOfWeek[] =>
  Object.entries(WEEKDAYS).flatMap(([name, day]) =>
    schedule[name as keyof typeof WEEKDAYS] ? [day] : [],
  );

/** As every answer writes it; null for a charge that delivers nothing. */
export const deliveryScheduleToWire = (deliveryDays: readonly DayOfWeek[]) =>
  deliveryDays.length === 0
    ? null
    : {
        frequency: "Weekly" as const,
        ...(Object.fromEntries(
          Object.entries(WEEKDAYS).map(([name, day]) => [name, deliveryDays.includes(day)]),
        ) as Record<keyof typeof WEEKDAYS, boolean>),
      };

type TierBody = z.output<typeof tiers>[number];

export const toGivenTier = ({ tier, startingUnit, endingUnit, price, ...rest }: TierBody) =>
  ({
    price,
    ...(tier !== undefined && { tier }),
    ...(startingUnit !== undefined && { startingUnit }),
    ...(endingUnit !== undefined && { endingUnit }),
    ...(rest.priceFormat && { priceFormat: PRICE_FORMATS[rest.priceFormat] }),
  }) satisfies GivenTier;

type ModelTermsBody = {
  readonly includedUnits?: Decimal | undefined;
  readonly numberOfPeriods?: number | undefined;
  readonly ratingGroup?: RatingGroup | undefined;
  readonly tiers?: readonly TierBody[] | undefined;
  readonly deliverySchedule?: Schedule | undefined;
};

/** Only what is given; nothing at all where nothing is. */
export function toModelTerms(body: ModelTermsBody): { modelTerms?: ModelTermsChange } {
  const modelTerms: ModelTermsChange = {
    ...(body.tiers?.length && { tiers: body.tiers.map(toGivenTier) }),
    ...(body.deliverySchedule && { deliveryDays: toDeliveryDays(body.deliverySchedule) }),
    ...(body.includedUnits && { includedUnits: body.includedUnits }),
    ...(body.numberOfPeriods !== undefined && { numberOfPeriods: body.numberOfPeriods }),
    ...(body.ratingGroup && { ratingGroup: body.ratingGroup }),
  };
  return Object.keys(modelTerms).length > 0 ? { modelTerms } : {};
}

/** A change that an order asked for, as the order is read back. */
export const modelTermsToWire = ({
  tiers: given,
  deliveryDays,
  prorationOption: _,
  prepaid: __,
  ...ofUsage
}: Stored<ModelTermsChange>) => ({
  ...ofUsage,
  ...(given && { tiers: given.map((tier, index) => ({ tier: index + 1, ...tier })) }),
  ...(deliveryDays && { deliverySchedule: deliveryScheduleToWire(deliveryDays) }),
});

/** Tiers of a subscription's charge or of the catalog; null where there is a price. */
export const tiersToWire = (ofCharge: readonly Tier[]): TierAnswer[] | null =>
  ofCharge.length === 0
    ? null
    : ofCharge.map(({ startingUnit, endingUnit, price, priceFormat: format }, index) => ({
        tier: index + 1,
        startingUnit,
        endingUnit,
        price,
        priceFormat: format,
      }));

type TierAnswer = {
  tier: number;
  startingUnit: Decimal;
  endingUnit: Decimal | null;
  price: Decimal;
  priceFormat: PriceFormat;
};

export const ratingGroup = z.enum([
  "ByBillingPeriod",
  "ByUsageStartDate",
  "ByUsageRecord",
  "ByUsageUpload",
  "ByGroupId",
]);

/** Over how many billing periods overage is reckoned; all null where it is not. */
export const smoothingToWire = (usage: UsageTerms | null) => ({
  smoothingModel: usage?.smoothing?.smoothingModel ?? null,
  numberOfPeriods: usage?.smoothing?.numberOfPeriods ?? null,
  overageCalculationOption: usage?.smoothing?.overageCalculationOption ?? null,
  overageUnusedUnitsCreditOption: usage?.smoothing ? "NoCredit" : null,
});

export const smoothingAnswer = {
  smoothingModel: z.string().nullable(),
  numberOfPeriods: z.number().nullable(),
  overageCalculationOption: z.string().nullable(),
  overageUnusedUnitsCreditOption: z.string().nullable(),
};

export const tierAnswer = z.object({
  tier: z.number(),
  startingUnit: wire.money,
  endingUnit: wire.money.nullable(),
  price: wire.money,
  priceFormat: z.string(),
});

export const deliveryScheduleAnswer = z
  .object({
    frequency: z.enum(["Weekly"]),
    monday: z.boolean(),
    tuesday: z.boolean(),
    wednesday: z.boolean(),
    thursday: z.boolean(),
    friday: z.boolean(),
    saturday: z.boolean(),
    sunday: z.boolean(),
  })
  .nullable();
