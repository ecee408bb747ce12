import { assert } from "../assert.ts";
import type {
  CreditMemo,
  CreditMemoApplication,
  CreditMemoApplicationItem,
  CreditMemoItem,
} from "../model/credit-memo.ts";
import type { CustomFields } from "../model/custom-fields.ts";
import type { DebitMemoDraft, DebitMemoItem } from "../model/debit-memo.ts";
import type { Invoice } from "../model/document.ts";
import { formatDecimal, isZero, negated } from "../values/decimal.ts";
import type { PlainDate } from "../values/plain-date.ts";
import { netAmounts } from "./net-amounts.ts";
import { type Settled, settleApplication } from "./settle-application.ts";

export type TakeBackRequest = {
  /** The debit memo's. */
  readonly memoDate: PlainDate;
  readonly applyEffectiveDate: PlainDate;
  readonly dueDate: PlainDate;
  readonly paymentTerm: string;
  readonly reasonCode: string;
  readonly comment: string | null;
  readonly customFields: CustomFields;
  readonly debitMemoNumber: string;
  readonly newId: () => string;
};

export type TakenBackCredit = Settled<CreditMemo> & {
  readonly debitMemo: DebitMemoDraft & { readonly invoiceNumber: string };
  readonly application: CreditMemoApplication;
};

/**
 * Takes back a posted credit memo of which nothing is used: a posted debit memo that mirrors its items
 * and taxes, paid by it item by item, after which neither has anything left. So a credit memo is
 * written off, and so it is reversed (docs/spec/take-back-credit-memo.md).
 */
export function takeBackCreditMemo(
  creditMemo: CreditMemo,
  request: TakeBackRequest,
): TakenBackCredit {
  assert(creditMemo.status === "Posted", "only a posted credit memo is taken back");
  assert(creditMemo.unappliedAmount.eq(creditMemo.amount), "nothing of it is used");
  const items = mirrored(creditMemo.items, request.newId);
  const debitMemo = headerOf(
    creditMemo,
    items.map(({ debit }) => debit),
    request,
  );
  const application: CreditMemoApplication = {
    creditMemoId: creditMemo.creditMemoId,
    documentType: "DebitMemo",
    invoiceId: debitMemo.invoiceId,
    effectiveDate: request.applyEffectiveDate,
    amount: creditMemo.amount,
    items: items.flatMap(({ credit, debit }) => paysWhatMirrorsIt(credit, debit)),
  };
  const settled = settleApplication(creditMemo, debitMemo, application);
  const paid = {
    ...debitMemo,
    ...settled.invoice,
    items: withBalances(debitMemo.items, settled.invoice),
  };
  return { ...settled, debitMemo: { ...paid, documentType: "DebitMemo" }, application };
}

/** Settlement returns the items as an invoice has them; those of the memo say more. */
const withBalances = (items: readonly DebitMemoItem[], { items: paid }: Invoice): DebitMemoItem[] =>
  items.map((item, index) => ({ ...item, ...paid[index] }));

function headerOf(
  creditMemo: CreditMemo,
  items: readonly DebitMemoItem[],
  request: TakeBackRequest,
): TakenBackCredit["debitMemo"] {
  const { accountId, currency, billToContactId, creditMemoId, amount, taxAmount } = creditMemo;
  return {
    documentType: "DebitMemo",
    invoiceId: request.newId(),
    invoiceNumber: request.debitMemoNumber,
    accountId,
    currency,
    status: "Posted",
    invoiceDate: request.memoDate,
    dueDate: request.dueDate,
    targetDate: null,
    billToContactId,
    amount,
    taxAmount,
    balance: amount,
    paymentTerm: request.paymentTerm,
    autoPay: false,
    reasonCode: request.reasonCode,
    comment: request.comment,
    referredInvoiceId: null,
    referredCreditMemoId: creditMemoId,
    source: "CreditMemo",
    sourceId: creditMemoId,
    sourceType: "CreditMemo",
    customFields: request.customFields,
    items,
  };
}

type Mirrored = { readonly credit: CreditMemoItem; readonly debit: DebitMemoItem };

function mirrored(items: readonly CreditMemoItem[], newId: () => string): Mirrored[] {
  const ids = new Map(items.map((item) => [item.creditMemoItemId, newId()]));
  const net = netAmounts(items, (item) => item.creditMemoItemId);
  return items.map((credit) => {
    const invoiceItemId = ids.get(credit.creditMemoItemId);
    const balance = net.get(credit.creditMemoItemId);
    assert(invoiceItemId && balance, "every item of a memo is mirrored");
    const appliedTo = credit.appliedToItemId;
    const debit: DebitMemoItem = {
      invoiceItemId,
      processingType: credit.processingType,
      subscriptionId: credit.subscriptionId,
      subscriptionNumber: credit.subscriptionNumber,
      chargeId: credit.chargeId,
      chargeNumber: credit.chargeNumber,
      productRatePlanChargeId: credit.productRatePlanChargeId,
      chargeName: credit.chargeName,
      chargeType: credit.chargeType,
      service: credit.service,
      quantity: credit.quantity,
      unitPrice: negated(credit.unitPrice),
      unitOfMeasure: credit.unitOfMeasure,
      amount: credit.amount,
      balance,
      appliedToItemId: appliedTo === null ? null : (ids.get(appliedTo) ?? null),
      segment: credit.segment,
      sourceItemType: "CreditMemoItem",
      sourceItemId: credit.creditMemoItemId,
      comment: credit.comment,
      financeInformation: credit.financeInformation,
      derivation: {
        rule: "takes back an item of a credit memo",
        inputs: { amount: formatDecimal(credit.amount) },
      },
      taxationItems: credit.taxationItems.map(
        ({
          sourceTaxItemId: _,
          appliedAmount: __,
          unappliedAmount,
          refundAmount: ___,
          ...tax
        }) => ({
          ...tax,
          taxationItemId: newId(),
          balance: unappliedAmount,
        }),
      ),
    };
    return { credit, debit };
  });
}

function paysWhatMirrorsIt(credit: CreditMemoItem, debit: DebitMemoItem) {
  const { creditMemoItemId } = credit;
  const { invoiceItemId } = debit;
  const payments: CreditMemoApplicationItem[] = [
    {
      creditMemoItemId,
      creditTaxItemId: null,
      invoiceItemId,
      taxItemId: null,
      amount: credit.unappliedAmount,
    },
    ...credit.taxationItems.map((tax, index) => ({
      creditMemoItemId,
      creditTaxItemId: tax.taxationItemId,
      invoiceItemId,
      taxItemId: debit.taxationItems[index]?.taxationItemId ?? "",
      amount: tax.taxAmount,
    })),
  ];
  return payments.filter(({ amount }) => !isZero(amount));
}
