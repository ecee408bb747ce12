import { type Decimal, formatDecimal, isPositive, sum } from "#engine/values/decimal.ts";
import type { PaymentRunRow } from "#store/payment-run-rows.ts";
import type { PaymentRun } from "#store/payment-runs.ts";
import { toOrganizationLabels } from "../organizations/labels.ts";
import { stamp } from "../payments/to-wire.ts";
import type { Result } from "../route.ts";
import { timestamp } from "../timestamps.ts";
import type * as contract from "./contract.ts";

export const toPaymentRun = (
  run: PaymentRun,
  timeZone: string,
): Result<typeof contract.getPaymentRun> => ({
  id: run.paymentRunId,
  number: run.paymentRunNumber,
  status: run.status,
  targetDate: run.targetDate,
  runDate: stamp(run.runAt, timeZone),
  accountId: run.accountId,
  batch: run.batch,
  billCycleDay: run.billCycleDay,
  billingRunId: run.billingRunId,
  currency: run.currency,
  paymentGatewayId: run.paymentGatewayId,
  applyCreditBalance: run.applyCreditBalance,
  autoApplyCreditMemo: run.autoApplyCreditMemo,
  autoApplyUnappliedPayment: run.autoApplyUnappliedPayment,
  collectPayment: run.collectPayment,
  consolidatedPayment: run.consolidatedPayment,
  processPaymentWithClosedPM: run.processPaymentWithClosedPM,
  organizationLabels: toOrganizationLabels(run.organizations ?? []),
  useCustomPaymentMethods: false,
  executedOn: run.executedAt && timestamp(run.executedAt, timeZone),
  completedOn: run.completedAt && timestamp(run.completedAt, timeZone),
  errorMessage: run.error ?? undefined,
  createdById: run.createdById,
  createdDate: timestamp(run.createdAt, timeZone),
  updatedById: run.updatedById,
  updatedDate: timestamp(run.updatedAt, timeZone),
});

type Row = Result<typeof contract.getPaymentRunData>["data"][number];

export const toRow = (row: PaymentRunRow, accountNumber: string): Row => ({
  accountId: row.accountId,
  accountNumber,
  currency: row.currency,
  standalone: false,
  documentType: row.documentType,
  documentId: row.documentId,
  documentNumber: row.documentNumber,
  amount: row.requestedAmount ?? undefined,
  amountToCollect: row.amountToCollect,
  amountCollected: row.amountCollected,
  comment: row.comment ?? undefined,
  paymentMethodId: row.paymentMethodId ?? undefined,
  paymentGatewayId: row.paymentGatewayId ?? undefined,
  result: row.result === "Processed" || row.result === "Error" ? row.result : undefined,
  errorCode: row.errorCode ?? undefined,
  errorMessage: row.errorMessage ?? undefined,
  transactions: row.transactions.map(({ amount, status, ...rest }) => ({
    ...rest,
    amount: amount ?? undefined,
    status: status ?? undefined,
    ...(status === "Error" && whyNot(row)),
  })),
});

/** A row asks a gateway once: what it was told is what its payment was told. */
const whyNot = ({ errorCode, errorMessage }: PaymentRunRow) => ({
  errorCode: errorCode ?? undefined,
  errorMessage: errorMessage ?? undefined,
});

type Summary = Result<typeof contract.getPaymentRunSummary>;

/** Numbers of all, and amounts by currency. */
export function toSummary(run: PaymentRun, rows: readonly PaymentRunRow[]): Summary {
  const real = rows.filter(({ documentId }) => documentId !== null);
  const left = real.filter(({ amountLeft }) => isPositive(amountLeft));
  const transactions = rows.flatMap((row) => row.transactions);
  const distinct = (type: string, isIt: (status: string | null) => boolean) =>
    new Set(
      transactions.filter((each) => each.type === type && isIt(each.status)).map(({ id }) => id),
    ).size;
  const count = (of: readonly PaymentRunRow[], type: string) =>
    of.filter(({ documentType }) => documentType === type).length;
  const ofInput = run.data === null ? [] : rows;
  return {
    numberOfCreditBalanceAdjustments: 0,
    numberOfCreditMemos: distinct("CreditMemo", () => true),
    numberOfDebitMemos: count(real, "DebitMemo"),
    numberOfErrorInputData: ofInput.filter(({ result }) => result === "Error").length,
    numberOfErrors: distinct("Payment", (status) => status !== "Processed"),
    numberOfInputData: ofInput.length,
    numberOfInvoices: count(real, "Invoice"),
    numberOfPayments: distinct("Payment", (status) => status === "Processed"),
    numberOfProcessedInputData: ofInput.filter(({ result }) => result === "Processed").length,
    numberOfReceivables: real.length,
    numberOfUnappliedPayments: distinct("UnappliedPayment", () => true),
    numberOfUnprocessedDebitMemos: count(left, "DebitMemo"),
    numberOfUnprocessedInvoices: count(left, "Invoice"),
    numberOfUnprocessedReceivables: left.length,
    totalValues: [...Map.groupBy(real, ({ currency }) => currency)].map(([currency, own]) =>
      valuesOf(currency, own),
    ),
  };
}

function valuesOf(currency: string, rows: readonly PaymentRunRow[]): Record<string, string> {
  const text = (amounts: readonly Decimal[]) => `${formatDecimal(sum(amounts), 0)} ${currency}`;
  const of = (type: string) => rows.filter(({ documentType }) => documentType === type);
  const toCollect = (own: readonly PaymentRunRow[]) =>
    text(own.map(({ amountToCollect }) => amountToCollect));
  const left = (own: readonly PaymentRunRow[]) => text(own.map(({ amountLeft }) => amountLeft));
  const transactions = rows.flatMap((row) => row.transactions);
  const applied = (type: string, isIt: (status: string | null) => boolean) =>
    text(
      transactions
        .filter((each) => each.type === type && isIt(each.status))
        .map(({ appliedAmount }) => appliedAmount),
    );
  return {
    totalValueOfCreditMemos: applied("CreditMemo", () => true),
    totalValueOfDebitMemos: toCollect(of("DebitMemo")),
    totalValueOfErrors: toCollect(rows.filter(({ result }) => result === "Error")),
    totalValueOfInvoices: toCollect(of("Invoice")),
    totalValueOfPayments: applied("Payment", (status) => status === "Processed"),
    totalValueOfReceivables: toCollect(rows),
    totalValueOfUnappliedPayments: applied("UnappliedPayment", () => true),
    totalValueOfUnprocessedDebitMemos: left(of("DebitMemo")),
    totalValueOfUnprocessedInvoices: left(of("Invoice")),
    totalValueOfUnprocessedReceivables: left(rows),
  };
}
