import type { z } from "zod";
import type { CreditMemo, CreditMemoItem } from "#engine/model/credit-memo.ts";
import type { NewInvoice, NewInvoiceItem } from "#engine/model/document.ts";
import type {
  Figures,
  Receipt,
  ReceiptInvoice,
  ReceiptItem,
  Standing,
} from "#engine/settlement/receipt.ts";
import { serviceEndDate } from "#engine/values/date-range.ts";
import { roundToDecimals, ZERO } from "#engine/values/decimal.ts";
import type { OrderReceipt, PolicyReceipt } from "#operations/order-receipt.ts";
import type { WriteOffResult } from "#operations/save-write-offs.ts";
import { numberUnlessMadeUp } from "#store/preview.ts";
import type { previewOrder } from "./contract.ts";

type Wire = NonNullable<z.input<typeof previewOrder.response>["receipt"]>;

export const toReceipt = (receipt: OrderReceipt): Wire => ({
  previewId: receipt.previewId,
  ...moneyToWire(receipt),
  documents: [
    ...receipt.documents.invoices.map(invoiceToWire),
    ...receipt.documents.creditMemos.map(creditMemoToWire),
  ],
  tcvChange: receipt.tcvChange && roundToDecimals(receipt.tcvChange, 7),
  writeOff: receipt.writeOff?.map(writeOffToWire),
  policies: receipt.policies?.map(policyToWire),
});

const moneyToWire = ({ invoices, account }: Receipt) => ({
  invoices: invoices.map(receiptInvoiceToWire),
  account: { before: standingToWire(account.before), after: standingToWire(account.after) },
});

const standingToWire = (standing: Standing) => ({ ...standing, ageing: [...standing.ageing] });

const figuresOf = ({ before, billed, credited, applied, writtenOff, after }: Figures) => ({
  before,
  billed,
  credited,
  applied,
  writtenOff,
  after,
});

const receiptInvoiceToWire = (invoice: ReceiptInvoice) => ({
  invoiceNumber: numberUnlessMadeUp(invoice.invoiceNumber),
  status: invoice.status,
  dueDate: invoice.dueDate,
  ...figuresOf(invoice),
  items: invoice.items.map(receiptItemToWire),
});

const receiptItemToWire = (item: ReceiptItem) => ({
  chargeName: item.chargeName,
  subscriptionNumber: item.subscriptionNumber && numberUnlessMadeUp(item.subscriptionNumber),
  serviceStartDate: item.service.start,
  serviceEndDate: serviceEndDate(item.service),
  ...figuresOf(item),
});

const invoiceToWire = (invoice: NewInvoice) => ({
  documentType: "Invoice" as const,
  amount: invoice.amount,
  appliedAmount: ZERO,
  reasonCode: null,
  documentDate: invoice.invoiceDate,
  items: invoice.items.map(madeItemToWire),
});

const creditMemoToWire = (creditMemo: CreditMemo) => ({
  documentType: "CreditMemo" as const,
  amount: creditMemo.amount,
  appliedAmount: creditMemo.appliedAmount,
  reasonCode: creditMemo.reasonCode,
  documentDate: creditMemo.creditMemoDate,
  items: creditMemo.items.map(madeItemToWire),
});

const madeItemToWire = (item: NewInvoiceItem | CreditMemoItem) => ({
  chargeName: item.chargeName,
  chargeNumber: item.chargeNumber && numberUnlessMadeUp(item.chargeNumber),
  subscriptionNumber: item.subscriptionNumber && numberUnlessMadeUp(item.subscriptionNumber),
  serviceStartDate: item.service.start,
  serviceEndDate: serviceEndDate(item.service),
  quantity: item.quantity,
  unitPrice: item.unitPrice,
  amount: item.amount,
  derivation: item.derivation,
});

const writeOffToWire = (result: WriteOffResult) => ({
  invoiceNumber: numberUnlessMadeUp(result.invoiceNumber),
  amount: result.amount,
  status: result.status,
  ...(result.status === "Failed" && { failedReason: result.failedReason }),
});

function policyToWire(policy: PolicyReceipt) {
  const { cancellationPolicy } = policy;
  if ("refusal" in policy) return { cancellationPolicy, refused: policy.refusal.message };
  return {
    cancellationPolicy,
    previewId: policy.previewId,
    cancelledDate: policy.cancelledDate,
    ...moneyToWire(policy.receipt),
  };
}
