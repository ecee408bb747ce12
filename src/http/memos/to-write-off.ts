import type { z } from "zod";
import type { ItemSays } from "#engine/settlement/write-off.ts";
import type { WriteOffRequested } from "#operations/write-off-receivable.ts";
import * as wire from "../wire.ts";
import { idText, toFinanceInformation } from "./to-requests.ts";
import type { writeOffFields } from "./write-off-fields.ts";

type Body = z.output<z.ZodObject<typeof writeOffFields>>;

export const toWriteOff = (body: Body): WriteOffRequested => ({
  memoDate: body.memoDate ?? null,
  comment: body.comment ?? null,
  reasonCode: body.reasonCode || null,
  amount: body.amount ?? null,
  items: body.items === undefined || body.items.length === 0 ? null : toItems(body.items),
  revenueImpacting: body.revenueImpacting ?? null,
  nonRevenueWriteOffAccountingCode: body.nonRevenueWriteOffAccountingCode || null,
  customFields: wire.customFieldsOf(body),
});

const toItems = (items: NonNullable<Body["items"]>): Map<string, ItemSays> =>
  new Map(
    items.map((item) => [
      idText(item.invoiceItemId) ?? "",
      {
        chargeName: item.skuName || null,
        comment: item.comment ?? null,
        financeInformation: toFinanceInformation(item.financeInformation),
        serviceStartDate: item.serviceStartDate ?? null,
        serviceEndDate: item.serviceEndDate ?? null,
        unitOfMeasure: item.unitOfMeasure ?? null,
      },
    ]),
  );
