import type { z } from "zod";
import type { CreditMemo, CreditMemoItem } from "#engine/model/credit-memo.ts";
import type { NewInvoice, NewInvoiceItem } from "#engine/model/document.ts";
import type { Figures, ReceiptInvoice, ReceiptItem, Standing } from "#engine/settlement/receipt.ts";
import { serviceEndDate } from "#engine/values/date-range.ts";
import { roundToDecimals, ZERO } from "#engine/values/decimal.ts";
import type { Approved, WayToPay } from "#operations/approve-in-try.ts";
import type { MoneyReceipt, OrderReceipt, PolicyReceipt } from "#operations/order-receipt.ts";
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

const moneyToWire = ({ invoices, account, others, ...money }: MoneyReceipt) => ({
  invoices: invoices.map(receiptInvoiceToWire),
  account: { before: standingToWire(account.before), after: standingToWire(account.after) },
  otherAccounts:
    others.length === 0
      ? undefined
      : others.map(({ accountNumber, before, after }) => ({
          accountNumber: numberUnlessMadeUp(accountNumber),
          before: standingToWire(before),
          after: standingToWire(after),
        })),
  appliedCredits: money.appliedCredits.length === 0 ? undefined : appliedToWire(money, invoices),
  payment: money.payment && { amount: money.payment.amount, ...wayToWire(money.payment) },
  refunds: money.refunds?.map(refundToWire),
  dependsOnGateway: money.dependsOnGateway && { ...money.dependsOnGateway },
});

function appliedToWire(
  { appliedCredits }: Pick<MoneyReceipt, "appliedCredits">,
  all: readonly ReceiptInvoice[],
) {
  const numbers = new Map(all.map(({ invoiceId, invoiceNumber }) => [invoiceId, invoiceNumber]));
  return appliedCredits.map(({ sourceType, sourceNumber, unappliedBefore, amount, invoices }) => ({
    type: sourceType,
    number: sourceNumber,
    unappliedBefore,
    amount,
    invoices: invoices.map(({ invoiceId, amount: of }) => ({
      invoiceNumber: numberUnlessMadeUp(numbers.get(invoiceId) ?? ""),
      amount: of,
    })),
  }));
}

const wayToWire = ({ paymentMethodId, type, maskNumber, gatewayName }: WayToPay) => ({
  paymentMethodId,
  paymentMethodType: type,
  maskNumber,
  gateway: gatewayName,
});

function refundToWire(refund: NonNullable<Approved["refunds"]>[number]) {
  const refundInvoiceNumbers = [...refund.invoiceNumbers];
  if (!("amount" in refund)) {
    return { status: "Error" as const, refundInvoiceNumbers, failedReason: refund.failedReason };
  }
  const { paymentNumber, amount, way } = refund;
  const status = "DependsOnGateway" as const;
  return { status, paymentNumber, amount, refundInvoiceNumbers, ...wayToWire(way) };
}

const standingToWire = (standing: Standing) => ({ ...standing, ageing: [...standing.ageing] });

const figuresOf = (figures: Figures) => ({
  before: figures.before,
  billed: figures.billed,
  credited: figures.credited,
  applied: figures.applied,
  appliedCredit: figures.appliedCredit,
  collected: figures.collected,
  unapplied: figures.unapplied,
  writtenOff: figures.writtenOff,
  after: figures.after,
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
    ...moneyToWire(policy.money),
  };
}
