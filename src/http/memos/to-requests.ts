import type { z } from "zod";
import { BillingError } from "#engine/errors.ts";
import type { FinanceInformation } from "#engine/model/credit-memo.ts";
import type { TaxFinance } from "#engine/model/tax.ts";
import type { ChargeLineRequest } from "#engine/settlement/charge-lines.ts";
import type { LineRequest, TaxRequest } from "#engine/settlement/memo-lines.ts";
import { ZERO } from "#engine/values/decimal.ts";
import type { MemoFromCharges } from "#operations/create-credit-memo.ts";
import type { MemoFromInvoice } from "#operations/create-credit-memo-from-invoice.ts";
import { refuseFields } from "../refuse-field.ts";
import * as wire from "../wire.ts";
import type * as fields from "./memo-fields.ts";

type FinanceBody = z.output<typeof fields.financeInformation>;

export const toFinanceInformation = (given: FinanceBody): FinanceInformation | null =>
  given === undefined
    ? null
    : {
        deferredRevenueAccountingCode: given.deferredRevenueAccountingCode ?? null,
        onAccountAccountingCode: given.onAccountAccountingCode ?? null,
        recognizedRevenueAccountingCode: given.recognizedRevenueAccountingCode ?? null,
        revenueRecognitionRuleName: given.revenueRecognitionRuleName ?? null,
      };

type ItemBody = MemoBody["items"][number];
type TaxBody = NonNullable<ItemBody["taxItems"]>[number];

/** What the wire calls a tax's fields, by the engine's names. */
export const toTaxDetails = (
  tax: Omit<TaxBody, "amount" | "sourceTaxItemId">,
): TaxRequest["details"] => ({
  name: tax.taxName,
  taxCode: tax.taxCode,
  taxCodeDescription: tax.taxCodeDescription,
  taxDate: tax.taxDate,
  taxRate: tax.taxRate,
  taxRateType: tax.taxRateType,
  taxRateDescription: tax.taxRateDescription,
  jurisdiction: tax.jurisdiction,
  locationCode: tax.locationCode,
  exemptAmount: tax.taxExemptAmount,
  financeInformation: toTaxFinance(tax.financeInformation),
});

/** What is not said is null; undefined when nothing is. */
export const toTaxFinance = (given: z.output<typeof fields.taxFinance>): TaxFinance | undefined =>
  given && {
    accountsReceivableAccountingCode: given.accountsReceivableAccountingCode ?? null,
    onAccountAccountingCode: given.onAccountAccountingCode ?? null,
    salesTaxPayableAccountingCode: given.salesTaxPayableAccountingCode ?? null,
  };

const toTaxRequest = (tax: TaxBody): TaxRequest => ({
  sourceTaxItemId: idText(tax.sourceTaxItemId),
  taxAmount: tax.amount ?? ZERO,
  details: toTaxDetails(tax),
});

/** An id as the store writes it. */
export const idText = (key: string | undefined): string | null =>
  key === undefined ? null : key.replaceAll("-", "").toLowerCase();

const toLineRequest = (item: ItemBody): LineRequest => ({
  invoiceItemId: idText(item.invoiceItemId) ?? "",
  amount: item.amount,
  taxMode: item.taxMode,
  skuName: item.skuName || null,
  quantity: item.quantity ?? null,
  serviceStartDate: item.serviceStartDate ?? null,
  serviceEndDate: item.serviceEndDate ?? null,
  unitOfMeasure: item.unitOfMeasure ?? null,
  comment: item.comment ?? item.description ?? null,
  customFields: wire.customFieldsOf(item),
  financeInformation: toFinanceInformation(item.financeInformation),
  taxItems: item.taxItems?.map(toTaxRequest) ?? null,
});

type Memo = Pick<
  MemoFromInvoice,
  "effectiveDate" | "reasonCode" | "comment" | "autoPost" | "number" | "customFields"
>;
type MemoBody = z.output<z.ZodObject<ReturnType<typeof fields.memoFromInvoice>>>;

const toMemo = (body: Omit<MemoBody, "items" | "taxAutoCalculation" | "invoiceId">): Memo => ({
  effectiveDate: body.effectiveDate ?? null,
  reasonCode: body.reasonCode || null,
  comment: body.comment ?? null,
  autoPost: body.autoPost,
  number: body.number ?? null,
  customFields: wire.customFieldsOf(body),
});

export const toMemoFromInvoice = (invoiceKey: string, body: MemoBody): MemoFromInvoice => ({
  ...toMemo(body),
  invoiceKey,
  items: body.items.map(toLineRequest),
  taxAutoCalculation: body.taxAutoCalculation,
});

type ChargesBody = z.output<z.ZodObject<ReturnType<typeof fields.memoFromCharges>>>;

export function toMemoFromCharges(body: ChargesBody): MemoFromCharges {
  refuseFields(body, ["customRates"]);
  return {
    ...toMemo(body),
    account: toAccountKey(body),
    charges: body.charges.map(toChargeLine),
    currency: body.currency ?? null,
  };
}

function toAccountKey({ accountId, accountNumber }: ChargesBody): MemoFromCharges["account"] {
  if (accountId !== undefined) return { accountId };
  if (accountNumber !== undefined) return { accountNumber };
  throw new BillingError("MISSING_FIELD", { field: "accountNumber" });
}

function toChargeLine(charge: ChargesBody["charges"][number]): ChargeLineRequest {
  const chargeKey = charge.productRatePlanChargeId ?? charge.chargeId;
  const amount = charge.amount ?? charge.memoItemAmount;
  if (chargeKey === undefined) {
    throw new BillingError("MISSING_FIELD", { field: "productRatePlanChargeId" });
  }
  if (amount === undefined) throw new BillingError("MISSING_FIELD", { field: "amount" });
  return {
    chargeKey,
    amount,
    quantity: charge.quantity ?? null,
    serviceStartDate: charge.serviceStartDate ?? null,
    serviceEndDate: charge.serviceEndDate ?? null,
    comment: charge.comment ?? charge.description ?? null,
    customFields: wire.customFieldsOf(charge),
    financeInformation: toFinanceInformation(charge.financeInformation),
  };
}
