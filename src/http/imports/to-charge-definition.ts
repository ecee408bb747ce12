import type { z } from "zod";
import type { ChargeDefinition } from "#engine/catalog/charge.ts";
import { BillingError } from "#engine/errors.ts";
import { nameOf, type SourceRow, text } from "#engine/import/source-row.ts";
import { newProductRatePlanCharge } from "../object-crud/charge-fields.ts";
import { toCharge } from "../object-crud/to-charge.ts";

/** Columns of a charge are the fields of the object API, which checks them. Errors: INVALID_VALUE. */
export function toChargeDefinition(row: SourceRow, tiers: readonly SourceRow[]): ChargeDefinition {
  const names = Object.keys(newProductRatePlanCharge.shape);
  const fields = fieldsOf(row, names);
  const { UseTenantDefaultForPriceChange: _, PriceIncreasePercentage, ...others } = fields;
  const percentage = PriceIncreasePercentage;
  const body = {
    ...others,
    ...(percentage !== undefined && { PriceIncreasePercentage: Number(percentage) }),
    ProductRatePlanChargeTierData: {
      ProductRatePlanChargeTier: inOrder(tiers).map(tierFieldsOf),
    },
    ...row.customFields,
  };
  const parsed = newProductRatePlanCharge.safeParse(body);
  if (!parsed.success) throw refusal(row, parsed.error);
  return toCharge(parsed.data);
}

/** Pages of an API and rows of a file come in any order. */
const inOrder = (tiers: readonly SourceRow[]): SourceRow[] =>
  tiers.toSorted((a, b) => placeOf(a, "Tier") - placeOf(b, "Tier"));

const placeOf = (tier: SourceRow, column: string): number => Number(text(tier, column) ?? "1");

/** Of what is neither price nor price per unit, such as a discount, exports name the model. */
function tierFieldsOf(tier: SourceRow): Record<string, string> {
  const { PriceFormat: format, ...fields } = fieldsOf(tier, TIER_FIELDS);
  const isKnown = format !== undefined && /^(flat ?fee|per ?unit)$/i.test(format);
  return isKnown ? { ...fields, PriceFormat: format } : fields;
}

const TIER_FIELDS = [
  ...["Currency", "Price", "DiscountAmount", "DiscountPercentage", "StartingUnit", "EndingUnit"],
  ...["PriceFormat", "IsOveragePrice"],
];

const fieldsOf = (row: SourceRow, names: readonly string[]): Record<string, string> =>
  Object.fromEntries(
    names.flatMap((name) => {
      const value = text(row, name);
      return value === undefined ? [] : [[name, plain(value)]];
    }),
  );

/** Exports write 25 as 25.000000000. */
const plain = (value: string): string =>
  /^-?\d+\.\d+$/.test(value) ? value.replace(/0+$/, "").replace(/\.$/, "") : value;

function refusal(row: SourceRow, { issues: [issue] }: z.ZodError): BillingError {
  const field = issue?.path.join(".") ?? "";
  const message = `${nameOf(row)}: '${field}' ${issue?.message ?? "is wrong"}`;
  return new BillingError("INVALID_VALUE", { field, message });
}
