import { z } from "zod";
import * as wire from "../wire.ts";

/** The vendor spells the jurisdiction in two ways, and answers with the shorter one. */
type Slot = 1 | 2 | 3;

const rateType = z.enum(["Percentage", "FlatFee"]);

const slotFields = <const N extends Slot>(slot: N) => {
  const fields = {
    [`taxRate${slot}`]: wire.quantity.optional(),
    [`taxRateType${slot}`]: rateType.optional(),
    [`taxName${slot}`]: wire.text(100).optional(),
    [`taxJurisdiction${slot}`]: wire.text(100).optional(),
    [`taxJursdiction${slot}`]: wire.text(100).optional(),
    [`taxLocationCode${slot}`]: wire.text(100).optional(),
    [`taxRateDescription${slot}`]: wire.text(255).optional(),
  };
  return fields as Record<`taxRate${N}`, z.ZodOptional<typeof wire.quantity>> &
    Record<`taxRateType${N}`, z.ZodOptional<typeof rateType>> &
    Record<
      | `taxName${N}`
      | `taxJurisdiction${N}`
      | `taxJursdiction${N}`
      | `taxLocationCode${N}`
      | `taxRateDescription${N}`,
      z.ZodOptional<z.ZodString>
    >;
};

export const taxRateFields = {
  country: wire.requiredText(64).describe("A code or an English name."),
  state: wire.text(64).optional().describe("Required for the United States and Canada."),
  county: wire.text(64).optional(),
  city: wire.text(64).optional(),
  postalCode: wire.text(32).optional(),
  taxRegion: wire.text(64).optional(),
  description: wire.text(255).optional(),
  ...slotFields(1),
  ...slotFields(2),
  ...slotFields(3),
};

const said = z.string().nullable();

const slotOnWire = <const N extends Slot>(slot: N) => {
  const fields = {
    [`taxRate${slot}`]: wire.money,
    [`taxRateType${slot}`]: rateType.nullable(),
    [`taxName${slot}`]: said,
    [`taxJurisdiction${slot}`]: said,
    [`taxJursdiction${slot}`]: said,
    [`taxLocationCode${slot}`]: said,
    [`taxRateDescription${slot}`]: said,
  };
  return fields as Record<`taxRate${N}`, typeof wire.money> &
    Record<`taxRateType${N}`, z.ZodNullable<typeof rateType>> &
    Record<
      | `taxName${N}`
      | `taxJurisdiction${N}`
      | `taxJursdiction${N}`
      | `taxLocationCode${N}`
      | `taxRateDescription${N}`,
      typeof said
    >;
};

export const taxRateOnWire = z.object({
  id: wire.id,
  taxRatePeriodId: wire.id,
  country: z.string(),
  state: said,
  county: said,
  city: said,
  postalCode: said,
  taxRegion: said,
  description: said,
  ...slotOnWire(1),
  ...slotOnWire(2),
  ...slotOnWire(3),
});
