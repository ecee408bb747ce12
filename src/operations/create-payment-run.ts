import { BillingError } from "#engine/errors.ts";
import { findAccount } from "#store/accounts.ts";
import { findBillRun } from "#store/bill-runs.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import { newId } from "#store/ids.ts";
import { enqueuePaymentRun } from "#store/job-queue.ts";
import { nextNumber } from "#store/numbers.ts";
import { findPaymentGateway } from "#store/payment-gateways.ts";
import { findPaymentMethod } from "#store/payment-methods.ts";
import {
  deletePaymentRun as deleteRun,
  findPaymentRun,
  lockPaymentRun,
  type PaymentRun,
  type PaymentRunOrder,
  type PaymentRunRecord,
  savePaymentRun,
  savePaymentRunStatus,
} from "#store/payment-runs.ts";
import type { Context } from "./context.ts";
import { type OrganizationLabel, organizationIdsOf } from "./label-with-organizations.ts";

/** As it is asked for: accounts, gateways and bill runs by id, number or name. */
export type RequestedPaymentRun = Omit<PaymentRunOrder, "organizationIds"> & {
  /** Whose accounts; without any, those that the caller may see. */
  readonly organizationLabels?: readonly OrganizationLabel[] | undefined;
};

/**
 * Creates a payment run that is executed at once, or at its time, by a job.
 *
 * Errors: ENTITY_NOT_FOUND for what a filter or a record names, INVALID_VALUE, NOT_ALLOWED.
 */
export const createPaymentRun = (
  context: Context,
  request: RequestedPaymentRun,
): Promise<PaymentRun> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const paymentRunId = newId();
    const paymentRunNumber = await nextNumber(tx, "payment_run");
    const { organizationLabels, ...rest } = request;
    const organizationIds = await organizationIdsOf(tx, context, organizationLabels);
    const order = await resolved(tx, { ...rest, organizationIds });
    await savePaymentRun(tx, { ...order, paymentRunId, paymentRunNumber }, writerOf(context));
    return queued(tx, context, paymentRunId, order.runAt);
  });

/** Changes a run that has not begun; what is left out stays. Errors: as of createPaymentRun. */
export const updatePaymentRun = (
  context: Context,
  key: string,
  change: Partial<RequestedPaymentRun>,
): Promise<PaymentRun> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const run = await lockedPending(tx, key);
    const { organizationLabels: labels, ...rest } = change;
    const organizationIds =
      labels === undefined ? run.organizationIds : await organizationIdsOf(tx, context, labels);
    const order = await resolved(tx, { ...run, ...rest, organizationIds });
    const { paymentRunId, paymentRunNumber } = run;
    await savePaymentRun(tx, { ...order, paymentRunId, paymentRunNumber }, writerOf(context));
    return queued(tx, context, paymentRunId, order.runAt);
  });

/** Errors: ENTITY_NOT_FOUND; NOT_ALLOWED for one that has begun. */
export const deletePaymentRun = (context: Context, key: string): Promise<void> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const run = await lockPaymentRun(tx, key);
    if (!run) throw new BillingError("ENTITY_NOT_FOUND", { key });
    if (run.status !== "Pending" && run.status !== "Canceled") {
      refuse(`Payment run '${run.paymentRunNumber}' is ${run.status}: it cannot be deleted.`);
    }
    await deleteRun(tx, run.paymentRunId);
  });

/**
 * Goes on with a run that has come to grief: what it has collected stays, what it has begun is asked for
 * again by the same keys, and the rest is collected.
 *
 * Errors: ENTITY_NOT_FOUND; NOT_ALLOWED for a run that is not Error.
 */
export const retryPaymentRun = (context: Context, key: string): Promise<PaymentRun> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const run = await lockPaymentRun(tx, key);
    if (!run) throw new BillingError("ENTITY_NOT_FOUND", { key });
    const { paymentRunId, paymentRunNumber, executedAt } = run;
    if (run.status !== "Error") {
      refuse(`Payment run '${paymentRunNumber}' is ${run.status}: only one in Error is retried.`);
    }
    // One that has failed before it knew what to collect begins anew.
    const status = executedAt === null ? "Pending" : "Processing";
    await savePaymentRunStatus(tx, { paymentRunId, status, error: null }, writerOf(context));
    return queued(tx, context, paymentRunId, null);
  });

async function queued(
  tx: Transaction,
  { entityId, userId }: Context,
  paymentRunId: string,
  runAt: string | null,
): Promise<PaymentRun> {
  await enqueuePaymentRun(tx, { entityId, userId, jobId: paymentRunId }, runAt);
  const run = await findPaymentRun(tx, paymentRunId);
  if (!run) throw new BillingError("ENTITY_NOT_FOUND", { key: paymentRunId });
  return run;
}

async function lockedPending(tx: Transaction, key: string): Promise<PaymentRun> {
  const run = await lockPaymentRun(tx, key);
  if (!run) throw new BillingError("ENTITY_NOT_FOUND", { key });
  if (run.status !== "Pending") {
    refuse(`Payment run '${run.paymentRunNumber}' is ${run.status}: it has begun already.`);
  }
  return run;
}

async function resolved(tx: Transaction, request: PaymentRunOrder): Promise<PaymentRunOrder> {
  const { targetDate, runAt, data, accountId, batch, billCycleDay } = request;
  const { currency, paymentGatewayId, billingRunId } = request;
  if (data === null && targetDate === null && runAt === null) {
    throw new BillingError("MISSING_FIELD", { field: "targetDate" });
  }
  const others = { batch, billCycleDay, currency, paymentGatewayId, billingRunId };
  const filter = Object.entries(others).find(([, value]) => value !== null);
  if (accountId !== null && filter) refuse(`'accountId' and '${filter[0]}' exclude each other.`);
  if (data !== null && (filter || accountId !== null)) {
    refuse("'data' and filters exclude each other.");
  }
  return {
    ...request,
    // A run of a later day collects what is due on that day.
    targetDate: targetDate ?? (data === null ? dayOf(runAt) : null),
    accountId: accountId && (await accountIdOf(tx, accountId)),
    paymentGatewayId: paymentGatewayId && (await gatewayIdOf(tx, paymentGatewayId)),
    billingRunId: billingRunId && (await billRunIdOf(tx, billingRunId)),
    data: data && (await recordsOf(tx, data)),
  };
}

const dayOf = (runAt: string | null) =>
  runAt === null ? null : (runAt.slice(0, 10) as PaymentRunOrder["targetDate"]);

async function recordsOf(
  tx: Transaction,
  records: readonly PaymentRunRecord[],
): Promise<PaymentRunRecord[]> {
  const resolvedRecords: PaymentRunRecord[] = [];
  for (const record of records) {
    const { accountId, paymentGatewayId, paymentMethodId } = record;
    if (paymentMethodId !== null && !(await findPaymentMethod(tx, paymentMethodId))) {
      throw new BillingError("ENTITY_NOT_FOUND", { key: paymentMethodId });
    }
    resolvedRecords.push({
      ...record,
      accountId: await accountIdOf(tx, accountId),
      paymentGatewayId: paymentGatewayId && (await gatewayIdOf(tx, paymentGatewayId)),
    });
  }
  return resolvedRecords;
}

async function accountIdOf(tx: Transaction, key: string): Promise<string> {
  const account = await findAccount(tx, key);
  if (!account) throw new BillingError("ENTITY_NOT_FOUND", { key });
  return account.accountId;
}

async function gatewayIdOf(tx: Transaction, key: string): Promise<string> {
  const gateway = await findPaymentGateway(tx, key);
  if (!gateway) throw new BillingError("ENTITY_NOT_FOUND", { key });
  return gateway.gatewayId;
}

async function billRunIdOf(tx: Transaction, key: string): Promise<string> {
  const run = await findBillRun(tx, key);
  if (!run) throw new BillingError("ENTITY_NOT_FOUND", { key });
  return run.billRunId;
}

function refuse(message: string): never {
  throw new BillingError("NOT_ALLOWED", { message });
}

const writerOf = ({ userId, now }: Context) => ({ userId, now: now.toString() });
