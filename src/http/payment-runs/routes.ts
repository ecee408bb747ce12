import type { z } from "zod";
import { BillingError } from "#engine/errors.ts";
import type { Context } from "#operations/context.ts";
import {
  createPaymentRun,
  deletePaymentRun,
  retryPaymentRun,
  updatePaymentRun,
} from "#operations/create-payment-run.ts";
import { findAccountNumbers } from "#store/accounts.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import { listPaymentRunRows } from "#store/payment-run-rows.ts";
import {
  findPaymentRun,
  listPaymentRuns,
  PAYMENT_RUN_FIELDS,
  type PaymentRun,
} from "#store/payment-runs.ts";
import { listWanted } from "../list-query.ts";
import { nextPage } from "../paging.ts";
import { given } from "../payments/routes.ts";
import { refuseFields } from "../refuse-field.ts";
import { type Route, route } from "../route.ts";
import * as contract from "./contract.ts";
import { toPaymentRun, toRow, toSummary } from "./to-wire.ts";

export const paymentRunRoutes: readonly Route[] = [
  route(contract.createPaymentRun, async (context, { body }) => {
    refuseFields(body, contract.RUN_NOT_YET);
    const run = await createPaymentRun(context, {
      targetDate: body.targetDate ?? null,
      runAt: toRunAt(body.runDate, context) ?? null,
      accountId: body.accountId ?? null,
      batch: body.batch ?? null,
      billCycleDay: body.billCycleDay ?? null,
      currency: body.currency ?? null,
      paymentGatewayId: body.paymentGatewayId ?? null,
      billingRunId: body.billingRunId ?? null,
      applyCreditBalance: false,
      autoApplyCreditMemo: body.autoApplyCreditMemo ?? false,
      autoApplyUnappliedPayment: body.autoApplyUnappliedPayment ?? false,
      ...creditBalanceOf(body),
      collectPayment: body.collectPayment ?? true,
      consolidatedPayment: body.consolidatedPayment ?? false,
      processPaymentWithClosedPM: body.processPaymentWithClosedPM ?? false,
      organizationLabels: body.organizationLabels,
      data: body.data?.length ? body.data.map(toRecord) : null,
    });
    return toPaymentRun(run, context.timeZone);
  }),
  route(contract.updatePaymentRun, async (context, { params, body }) => {
    refuseFields(body, contract.RUN_NOT_YET);
    const { runDate, useCustomPaymentMethods, ...fields } = body;
    const runAt = toRunAt(runDate, context);
    const change = {
      ...given(fields),
      ...creditBalanceOf(body),
      ...(runAt !== undefined && { runAt }),
    };
    const run = await updatePaymentRun(context, params.paymentRunKey, change);
    return toPaymentRun(run, context.timeZone);
  }),
  route(contract.deletePaymentRun, async (context, { params }) => {
    await deletePaymentRun(context, params.paymentRunKey);
    return {};
  }),
  route(contract.retryPaymentRun, async (context, { params }) =>
    toPaymentRun(await retryPaymentRun(context, params.paymentRunKey), context.timeZone),
  ),
  route(contract.listPaymentRuns, async (context, call) => {
    const { database, entityId, timeZone } = context;
    const { rows, hasMore } = await inTransaction(database, entityId, (tx) =>
      listPaymentRuns(tx, listWanted(PAYMENT_RUN_FIELDS, call.query, timeZone), call.query),
    );
    const paymentRuns = rows.map((run) => toPaymentRun(run, timeZone));
    return { paymentRuns, nextPage: nextPage(call, call.query, hasMore) };
  }),
  route(contract.getPaymentRun, (context, { params }) =>
    readRun(context, params.paymentRunKey, async (_tx, run) => toPaymentRun(run, context.timeZone)),
  ),
  route(contract.getPaymentRunData, (context, { params }) =>
    readRun(context, params.paymentRunKey, async (tx, run) => {
      const rows = await listPaymentRunRows(tx, run.paymentRunId);
      const numbers = await findAccountNumbers(
        tx,
        rows.map(({ accountId }) => accountId),
      );
      return { data: rows.map((row) => toRow(row, numbers.get(row.accountId) ?? "")) };
    }),
  ),
  route(contract.getPaymentRunSummary, (context, { params }) =>
    readRun(context, params.paymentRunKey, async (tx, run) =>
      toSummary(run, await listPaymentRunRows(tx, run.paymentRunId)),
    ),
  ),
];

type CreditOptions = Pick<
  z.output<typeof contract.updatePaymentRun.request>,
  "applyCreditBalance" | "autoApplyCreditMemo" | "autoApplyUnappliedPayment"
>;

/** The credit balance is what memos and payments have left. Errors: NOT_ALLOWED. */
function creditBalanceOf(body: CreditOptions) {
  if (!body.applyCreditBalance) return {};
  if (body.autoApplyCreditMemo !== false && body.autoApplyUnappliedPayment !== false) {
    return { applyCreditBalance: true, autoApplyCreditMemo: true, autoApplyUnappliedPayment: true };
  }
  const message =
    "'applyCreditBalance' applies credit memos and unapplied payments: neither can be false.";
  throw new BillingError("NOT_ALLOWED", { message });
}

type RecordBody = NonNullable<z.output<typeof contract.createPaymentRun.request>["data"]>[number];

function toRecord(body: RecordBody) {
  refuseFields(body, ["standalone", "dataItems", "currency"]);
  const accountId = body.accountId ?? body.accountNumber;
  if (accountId === undefined) {
    throw new BillingError("MISSING_FIELD", { field: "data.accountId" });
  }
  const documentKey = body.documentId ?? body.documentNumber ?? null;
  if (documentKey !== null && body.documentType === undefined) {
    throw new BillingError("MISSING_FIELD", { field: "data.documentType" });
  }
  return {
    accountId,
    documentType: body.documentType ?? null,
    documentKey,
    amount: body.amount ?? null,
    paymentMethodId: body.paymentMethodId ?? null,
    paymentGatewayId: body.paymentGatewayId ?? null,
    comment: body.comment ?? null,
  };
}

/** On the hour, in the entity's time zone. Undefined where it is not given. */
function toRunAt(runDate: string | undefined, { timeZone }: Context): string | undefined {
  if (runDate === undefined) return undefined;
  const [, day = "", hour = "00"] = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d))?/.exec(runDate) ?? [];
  try {
    return Temporal.PlainDateTime.from(`${day}T${hour}:00`)
      .toZonedDateTime(timeZone)
      .toInstant()
      .toString();
  } catch {
    const message = "'runDate' should be a time that exists";
    throw new BillingError("INVALID_VALUE", { field: "runDate", message });
  }
}

const readRun = <Value>(
  { database, entityId }: Context,
  key: string,
  read: (tx: Transaction, run: PaymentRun) => Promise<Value>,
): Promise<Value> =>
  inTransaction(database, entityId, async (tx) => {
    const run = await findPaymentRun(tx, key);
    if (!run) throw new BillingError("ENTITY_NOT_FOUND", { key });
    return read(tx, run);
  });
