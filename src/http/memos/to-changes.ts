import type { z } from "zod";
import type { ItemChange } from "#engine/settlement/changed-memo.ts";
import type { MemoChange } from "#operations/update-credit-memo.ts";
import * as wire from "../wire.ts";
import type * as fields from "./memo-fields.ts";
import { idText, toFinanceInformation, toTaxDetails } from "./to-requests.ts";

type ItemBody = NonNullable<Body["items"]>[number];

const toItemChange = (item: ItemBody): ItemChange => ({
  id: idText(item.id) ?? "",
  amount: item.amount,
  quantity: item.quantity,
  serviceStartDate: item.serviceStartDate,
  serviceEndDate: item.serviceEndDate,
  skuName: item.skuName,
  unitOfMeasure: item.unitOfMeasure,
  comment: item.comment,
  customFields: wire.customFieldsOf(item),
  financeInformation: toFinanceInformation(item.financeInformation) ?? undefined,
  excludeItemBillingFromRevenueAccounting: item.excludeItemBillingFromRevenueAccounting,
  taxItems: item.taxItems?.map((tax) => ({
    id: idText(tax.id) ?? "",
    taxAmount: tax.amount,
    details: toTaxDetails(tax),
  })),
});

type Body = z.output<z.ZodObject<ReturnType<typeof fields.changedMemo>>>;

export const toMemoChange = (body: Body): MemoChange => ({
  comment: body.comment,
  reasonCode: body.reasonCode,
  effectiveDate: body.effectiveDate,
  items: (body.items ?? []).map(toItemChange),
  transferredToAccounting: body.transferredToAccounting,
  customFields: wire.customFieldsOf(body),
});
