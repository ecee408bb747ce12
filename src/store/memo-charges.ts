/** Product rate plan charges, as far as a memo that is made from them needs to know. */
import type { SoldCharge } from "#engine/settlement/charge-lines.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import { sql, type Transaction } from "./database.ts";
import { idOf } from "./ids.ts";

/** By ids or numbers; what is not there is missing. */
export async function listSoldCharges(
  tx: Transaction,
  keys: readonly string[],
): Promise<SoldCharge[]> {
  const ids = keys.flatMap((key) => idOf(key) ?? []);
  const { rows } = await sql<Row>`
    select product_rate_plan_charge_id, product_rate_plan_charge_number, charge.name, charge_type,
      charge_model, unit_of_measure, effective_start_date, effective_end_date
    from product_rate_plan_charges charge join product_rate_plans using (product_rate_plan_id)
    where (product_rate_plan_charge_id = any (${ids}::uuid[])
        or product_rate_plan_charge_number = any (${[...keys]}::text[]))
      and charge.deleted_at is null
  `.execute(tx);
  return rows.map((row) => ({
    productRatePlanChargeId: row.product_rate_plan_charge_id,
    productRatePlanChargeNumber: row.product_rate_plan_charge_number,
    name: row.name,
    chargeType: row.charge_type,
    isDiscount: row.charge_model.startsWith("Discount"),
    unitOfMeasure: row.unit_of_measure,
    sale: { start: row.effective_start_date, end: row.effective_end_date },
  }));
}

type Row = {
  product_rate_plan_charge_id: string;
  product_rate_plan_charge_number: string;
  name: string;
  charge_type: SoldCharge["chargeType"];
  charge_model: string;
  unit_of_measure: string | null;
  effective_start_date: PlainDate;
  effective_end_date: PlainDate;
};
