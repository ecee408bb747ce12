import type { z } from "zod";
import type { PreviewThrough } from "#engine/billing/preview-through.ts";
import { BillingError } from "#engine/errors.ts";
import { serviceEndDate } from "#engine/values/date-range.ts";
import { type Decimal, sum, ZERO } from "#engine/values/decimal.ts";
import {
  type PreviewedDocument,
  type PreviewedDocumentItem,
  type PreviewFrom,
  previewExistingSubscription,
} from "#operations/preview-existing-subscription.ts";
import { refuseField } from "../refuse-field.ts";
import { type Result, type Route, route } from "../route.ts";
import * as contract from "./existing-contract.ts";

export const existingSubscriptionPreviewRoutes: readonly Route[] = [
  route(contract.previewExistingSubscription, async (context, { params, body, version }) => {
    if (!version.atLeast("207.0")) {
      const [field, versions] = ["A preview of an existing subscription", "207.0 or later"];
      throw new BillingError("VERSION_NEEDED", { field, versions, speaks: version.text });
    }
    refuseField("quantityForUsageCharges", body.quantityForUsageCharges);
    const asked = { from: toFrom(body), through: toThrough(body) };
    const documents = await previewExistingSubscription(context, params.subscriptionKey, asked);
    return toAnswer(body.skipTax ? documents.map(withoutTaxes) : documents);
  }),
];

type Body = z.output<typeof contract.previewExistingSubscription.request>;

function toFrom({ previewStartDate }: Body): PreviewFrom {
  switch (previewStartDate?.previewStartDatePolicy) {
    case undefined:
    case "today":
      return { type: "Today" };
    case "startOfTerm":
      return { type: "StartOfTerm" };
    case "specificDate":
      return { type: "SpecificDate", date: needed("specificDate", previewStartDate?.specificDate) };
  }
}

function toThrough({ previewThroughDate }: Body): PreviewThrough {
  const { nextBillingPeriods, specificDate } = previewThroughDate;
  switch (previewThroughDate.previewThruDatePolicy) {
    case "endOfTerm":
      return { type: "TermEnd" };
    case "specificDate":
      return { type: "SpecificDate", date: needed("specificDate", specificDate) };
    case "nextBillingPeriods":
      return {
        type: "NumberOfPeriods",
        periods: needed("nextBillingPeriods", nextBillingPeriods),
      };
  }
}

function needed<Value>(field: string, value: Value | undefined): Value {
  if (value === undefined) throw new BillingError("MISSING_FIELD", { field });
  return value;
}

const withoutTaxes = (document: PreviewedDocument): PreviewedDocument => ({
  ...document,
  items: document.items.map((item) => ({ ...item, taxAmount: ZERO })),
});

function toAnswer(
  documents: readonly PreviewedDocument[],
): Result<typeof contract.previewExistingSubscription> {
  const creditMemos = documents.filter(({ kind }) => kind === "CreditMemo");
  return {
    invoices: documents
      .filter(({ kind }) => kind === "Invoice")
      .map((document) => ({
        invoiceNumber: document.existing?.number ?? "Preview Invoice",
        ...figuresOf(document),
        isFromExistingInvoice: document.existing !== undefined,
        invoiceItems: document.items.map(toItem),
      })),
    ...(creditMemos.length > 0 && {
      creditMemos: creditMemos.map((document) => ({
        creditMemoNumber: document.existing?.number ?? "Preview Credit Memo",
        ...figuresOf(document),
        isFromExistingCreditMemo: document.existing !== undefined,
        creditMemoItems: document.items.map(toItem),
      })),
    }),
  };
}

function figuresOf({ items, targetDate, existing }: PreviewedDocument) {
  const amountWithoutTax: Decimal = sum(items.map((item) => item.amount));
  const taxAmount = sum(items.map((item) => item.taxAmount));
  const status = existing?.status ?? null;
  const amount = amountWithoutTax.plus(taxAmount);
  return { amount, amountWithoutTax, taxAmount, targetDate, status };
}

const toItem = (item: PreviewedDocumentItem) => ({
  serviceStartDate: item.service.start,
  serviceEndDate: serviceEndDate(item.service),
  amountWithoutTax: item.amount,
  taxAmount: item.taxAmount,
  chargeDescription: item.chargeDescription,
  chargeName: item.chargeName,
  chargeNumber: item.chargeNumber,
  productName: item.productName,
  productRatePlanChargeId: item.productRatePlanChargeId,
  processingType: item.processingType,
  unitPrice: item.unitPrice,
  quantity: item.quantity,
  unitOfMeasure: item.unitOfMeasure,
});
