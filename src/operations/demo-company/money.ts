/** What came in, went out, failed and was given up in the demo company's year. */

import { BillingError } from "#engine/errors.ts";
import type { PaymentMethodRequest } from "#engine/payment-methods/new-payment-method.ts";
import type { OpenReceivable } from "#engine/settlement/residues.ts";
import { type Decimal, decimal, sum } from "#engine/values/decimal.ts";
import { type PlainDate, plainDate } from "#engine/values/plain-date.ts";
import { findAccount } from "#store/accounts.ts";
import { inTransaction } from "#store/database.ts";
import { listOpenReceivables } from "#store/residues.ts";
import type { RefundToCreate } from "../begin-refund.ts";
import type { Context } from "../context.ts";
import { createCreditMemo } from "../create-credit-memo.ts";
import { createPayment, type PaymentToCreate } from "../create-payment.ts";
import { createPaymentMethod } from "../create-payment-method.ts";
import { refundPayment } from "../create-refund.ts";
import { writeOffInvoice } from "../write-off-receivable.ts";
import type { DemoCatalog } from "./catalog.ts";

type Teller = {
  readonly contextOn: (date: PlainDate) => Context;
  readonly catalog: DemoCatalog;
  /** By the names of customers. */
  readonly accountNumbers: ReadonlyMap<string, string>;
};

/** Told once all is billed, so that no number of what was billed depends on it; dated as it happened. */
export async function createDemoMoney(teller: Teller): Promise<void> {
  await payByHand(teller);
  await payTooMuch(teller);
  await payByCard(teller, { name: "Bramble Books", cardNumber: "4111111111111111" });
  await payByCard(teller, { name: "Calder Foods", cardNumber: "4000000000000341" });
  await payWithoutName(teller);
  await giveCredit(teller);
  await giveUp(teller);
}

const OF_OTHERS = {
  paymentMethodId: undefined,
  gatewayKey: undefined,
  gatewayOrderId: null,
  softDescriptor: null,
  softDescriptorPhone: null,
  financeInformation: null,
  customFields: {},
} as const;

const BY_HAND: readonly (readonly [name: string, date: string, how: string, reference: string])[] =
  [
    ["Rowan Legal", "2025-04-10", "WireTransfer", "Wire 0410-118"],
    ["Abbott Surveying", "2025-05-06", "Check", "Check 2207"],
    ["Rowan Legal", "2025-07-10", "WireTransfer", "Wire 0710-095"],
    ["Fjord Logistics", "2025-09-22", "BankTransfer", "FJ-2025-31"],
    ["Rowan Legal", "2025-10-10", "WireTransfer", "Wire 1010-340"],
    ["Garnier et Fils", "2025-12-11", "BankTransfer", "GF 88/25"],
  ];

/** All that is due on that day. */
async function payByHand(teller: Teller): Promise<void> {
  for (const [name, date, paymentMethodType, referenceId] of BY_HAND) {
    const context = teller.contextOn(plainDate(date));
    const due = await dueOf(context, teller, name);
    await createPayment(context, {
      ...paymentOf(teller, name, due),
      ...{ type: "External", paymentMethodType, referenceId },
    });
  }
}

async function dueOf(context: Context, teller: Teller, name: string) {
  const { database, entityId } = context;
  return inTransaction(database, entityId, async (tx): Promise<readonly OpenReceivable[]> => {
    const account = await findAccount(tx, accountOf(teller, name));
    const open = account ? await listOpenReceivables(tx, account.accountId) : [];
    return open.filter(({ dueDate }) => dueDate <= context.today());
  });
}

const accountOf = ({ accountNumbers }: Teller, name: string): string =>
  accountNumbers.get(name) ?? "";

const paymentOf = (
  teller: Teller,
  name: string,
  due: readonly OpenReceivable[],
  amount: Decimal = sum(due.map(({ balance }) => balance)),
): Omit<PaymentToCreate, "type"> => ({
  ...OF_OTHERS,
  accountKey: accountOf(teller, name),
  amount,
  currency: due[0]?.currency ?? "USD",
  effectiveDate: null,
  paymentMethodType: null,
  referenceId: null,
  comment: null,
  wanted: due.map(({ documentType, documentId, balance }) => ({
    ...{ documentType, documentKey: documentId, amount: balance },
  })),
});

/** A hundred too much, of which a part is given back. */
async function payTooMuch(teller: Teller): Promise<void> {
  const name = "Dune Analytics";
  const context = teller.contextOn(plainDate("2025-04-08"));
  const due = await dueOf(context, teller, name);
  const amount = sum([...due.map(({ balance }) => balance), decimal("100")]);
  const paid = { type: "External", paymentMethodType: "WireTransfer" } as const;
  const payment = { ...paymentOf(teller, name, due, amount), ...paid, referenceId: "DUNE 7741" };
  const { paymentNumber } = await createPayment(context, payment);
  await refundPayment(teller.contextOn(plainDate("2025-04-16")), paymentNumber, REFUND);
}

const REFUND: RefundToCreate = {
  type: "External",
  amount: decimal("60"),
  refundDate: null,
  methodType: "WireTransfer",
  refundTransactionType: null,
  referenceId: "OUT 0416-2",
  secondReferenceId: null,
  softDescriptor: null,
  softDescriptorPhone: null,
  reasonCode: "Standard Refund",
  comment: "Paid too much; the rest stays for the next invoice.",
  financeInformation: null,
  customFields: {},
  orderId: null,
};

type Card = { readonly name: string; readonly cardNumber: string };

/** What is due is asked of a card, which pays or declines as its number says: docs/test-gateway.md. */
async function payByCard(teller: Teller, { name, cardNumber }: Card): Promise<void> {
  const accountKey = accountOf(teller, name);
  const context = teller.contextOn(plainDate("2025-12-02"));
  const request: PaymentMethodRequest = {
    ...{ type: "CreditCard", cardType: "Visa", cardNumber },
    ...{ expirationMonth: 9, expirationYear: 2049, customFields: {} },
    holder: { accountHolderName: name },
  };
  const kept = { request, gatewayKey: undefined, skipValidation: true };
  await createPaymentMethod(context, { ...kept, accountKey, makeDefault: true });
  const due = await dueOf(context, teller, name);
  try {
    await createPayment(context, { ...paymentOf(teller, name, due), type: "Electronic" });
  } catch (error) {
    if (!(error instanceof BillingError && error.code === "PAYMENT_DECLINED")) throw error;
  }
}

async function payWithoutName(teller: Teller): Promise<void> {
  await createPayment(teller.contextOn(plainDate("2025-12-10")), {
    ...paymentOf(teller, "", []),
    ...{ accountKey: null, amount: decimal("75"), currency: "EUR", type: "External" },
    ...{ paymentMethodType: "BankTransfer", comment: "No name and no number on the slip." },
  });
}

/** For a day on which nothing worked; nobody has used it yet. */
async function giveCredit(teller: Teller): Promise<void> {
  const line = { quantity: null, serviceStartDate: null, serviceEndDate: null };
  const of = { chargeKey: teller.catalog.get("Silver plan") ?? "", amount: decimal("15") };
  await createCreditMemo(teller.contextOn(plainDate("2025-09-03")), {
    account: { accountNumber: accountOf(teller, "Elm Street Dental") },
    charges: [{ ...line, ...of, comment: "Outage of 2 September", financeInformation: null }],
    currency: null,
    effectiveDate: null,
    reasonCode: "Customer Satisfaction",
    comment: null,
    autoPost: true,
    number: null,
    customFields: {},
    excludeFromAutoApplyRules: false,
  });
}

async function giveUp(teller: Teller): Promise<void> {
  const context = teller.contextOn(plainDate("2025-11-20"));
  const [oldest] = await dueOf(context, teller, "Pike Plumbing");
  if (oldest === undefined) return;
  await writeOffInvoice(context, oldest.documentNumber, {
    memoDate: null,
    comment: "Reminded three times.",
    reasonCode: "Bad debt",
    amount: null,
    items: null,
    revenueImpacting: null,
    nonRevenueWriteOffAccountingCode: null,
    customFields: {},
  });
}
