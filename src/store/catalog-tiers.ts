/** Prices of product charges as objects of their own, as the object API knows them. */
import type { Decimal } from "#engine/values/decimal.ts";
import { decimal } from "#engine/values/decimal.ts";
import type { Stamps } from "./catalog-rows.ts";
import { sql, type Transaction } from "./database.ts";
import { idOf } from "./ids.ts";
import { TIERS } from "./object-query/objects/product-rate-plan-charge-tiers.ts";

/** A price in one currency: of a tier, of units above all tiers, or of the charge. */
export type StoredCatalogTier = Stamps & {
  readonly tierId: string;
  readonly productRatePlanChargeId: string;
  readonly chargeModel: string;
  readonly currency: string;
  /** From 1, within the currency. */
  readonly number: number;
  readonly price: Decimal;
  /** Null where the charge has no tiers. */
  readonly priceFormat: string | null;
  readonly startingUnit: Decimal | null;
  readonly endingUnit: Decimal | null;
  readonly isOveragePrice: boolean;
};

type Row = {
  tier_id: string;
  product_rate_plan_charge_id: string;
  charge_model: string;
  number: number;
  tier: {
    currency: string;
    price: string;
    priceFormat?: string;
    startingUnit?: string;
    endingUnit?: string | null;
    isOveragePrice?: true;
  };
  created_by_id: string;
  created_at: Date;
  updated_by_id: string;
  updated_at: Date;
};

/** By its id, which is made of the charge, the currency and the tier's number: there is no other key. */
export async function findCatalogTier(
  tx: Transaction,
  key: string,
): Promise<StoredCatalogTier | undefined> {
  const { rows } = await sql<Row>`
    select * from ${sql.raw(TIERS)} where tier_id = ${idOf(key)}::uuid
  `.execute(tx);
  return rows[0] && toTier(rows[0]);
}

const toTier = (row: Row): StoredCatalogTier => ({
  tierId: row.tier_id,
  productRatePlanChargeId: row.product_rate_plan_charge_id,
  chargeModel: row.charge_model,
  currency: row.tier.currency,
  number: row.number,
  price: decimal(row.tier.price),
  priceFormat: row.tier.priceFormat ?? null,
  startingUnit: unitOf(row.tier.startingUnit),
  endingUnit: unitOf(row.tier.endingUnit),
  isOveragePrice: row.tier.isOveragePrice === true,
  createdById: row.created_by_id,
  createdAt: row.created_at,
  updatedById: row.updated_by_id,
  updatedAt: row.updated_at,
});

const unitOf = (text: string | null | undefined): Decimal | null =>
  text === null || text === undefined ? null : decimal(text);
