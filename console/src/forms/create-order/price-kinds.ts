/** Under which name of the wire a charge says its price, and what of it can be said here. */

type Charged = { readonly type: string; readonly model: string };

const TYPES: Readonly<Record<string, string>> = {
  Recurring: "recurring",
  OneTime: "oneTime",
  Usage: "usage",
};

/** What is dearer by its quantity alone keeps its tiers: those are the catalog's. */
const IN_TIERS = ["Tiered", "Volume"];

export type PriceKind = {
  /** "recurringPerUnit" */
  readonly name: string;
  readonly hasPrice: boolean;
  readonly hasQuantity: boolean;
};

/** Undefined where the price is more than a form of two fields: a discount, an overage, a delivery. */
export function priceKindOf({ type, model }: Charged): PriceKind | undefined {
  const prefix = TYPES[type];
  if (prefix === undefined) return undefined;
  const name = `${prefix}${model}`;
  if (model === "FlatFee") return { name, hasPrice: true, hasQuantity: false };
  if (model === "PerUnit") return { name, hasPrice: true, hasQuantity: type !== "Usage" };
  const isInTiers = IN_TIERS.includes(model) && type !== "Usage";
  return isInTiers ? { name, hasPrice: false, hasQuantity: true } : undefined;
}
