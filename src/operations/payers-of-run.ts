import { listPayingAccounts } from "#store/accounts-paying.ts";
import type { Transaction } from "#store/database.ts";
import { listPaymentGateways } from "#store/payment-gateways.ts";
import { listPaymentMethodsById, type StoredPaymentMethod } from "#store/payment-methods.ts";
import type { PaymentRunRow } from "#store/payment-run-rows.ts";
import type { PaymentRun } from "#store/payment-runs.ts";
import type { Context } from "./context.ts";

/** By what and through whom a receivable is paid, or why by nothing. */
export type Payer =
  | {
      readonly paymentMethodId: string;
      readonly gatewayId: string;
      readonly bankIdentificationNumber: string | null;
    }
  | { readonly refusal: string };

/** By the position of the row: its own method and gateway, else the account's, else the default. */
export async function payersOf(
  tx: Transaction,
  context: Context,
  run: PaymentRun,
  rows: readonly PaymentRunRow[],
): Promise<Map<number, Payer>> {
  const accounts = await listPayingAccounts(tx, [...new Set(rows.map((row) => row.accountId))]);
  const methodIdOf = (row: PaymentRunRow) =>
    row.paymentMethodId ?? accounts.get(row.accountId)?.defaultPaymentMethodId ?? null;
  const ids = [...new Set(rows.flatMap((row) => methodIdOf(row) ?? []))];
  const methods = new Map(
    (await listPaymentMethodsById(tx, ids)).map((each) => [each.paymentMethodId, each]),
  );
  const gateways = await listPaymentGateways(tx);
  const standard = gateways.find(({ isDefault }) => isDefault)?.gatewayId ?? null;
  const active = new Set(gateways.filter((each) => each.isActive).map((each) => each.gatewayId));
  return new Map(
    rows.map((row): [number, Payer] => {
      const account = accounts.get(row.accountId);
      const method = methods.get(methodIdOf(row) ?? "");
      const refusal = refusalOf(method, row, run, context);
      if (!method || refusal) return [row.position, { refusal: refusal ?? "" }];
      const named = gateways.find(({ gatewayId, name, gatewayNumber }) =>
        [gatewayId, name, gatewayNumber].includes(account?.paymentGateway ?? ""),
      );
      const gatewayId = row.paymentGatewayId ?? method.gatewayId ?? named?.gatewayId ?? standard;
      if (gatewayId === null || !active.has(gatewayId)) {
        return [row.position, { refusal: "There is no active payment gateway for it." }];
      }
      const { paymentMethodId, bankIdentificationNumber } = method;
      return [row.position, { paymentMethodId, gatewayId, bankIdentificationNumber }];
    }),
  );
}

/** Why a method is not asked now; undefined when it is. */
function refusalOf(
  method: StoredPaymentMethod | undefined,
  row: PaymentRunRow,
  { processPaymentWithClosedPM }: PaymentRun,
  { now }: Context,
): string | undefined {
  if (!method) return "The account has no payment method.";
  if (method.accountId !== null && method.accountId !== row.accountId) {
    return "The payment method is another account's.";
  }
  const isUsable =
    method.status === "Active" || (method.status === "Closed" && processPaymentWithClosedPM);
  if (!isUsable) return `The payment method is ${method.status}.`;
  return method.useDefaultRetryRule ? undefined : restOf(method, now);
}

/** A method with a rule of its own rests after a failure, and is given up after so many. */
function restOf(method: StoredPaymentMethod, now: Temporal.Instant): string | undefined {
  const { maxConsecutivePaymentFailures: most, paymentRetryWindow: hours } = method;
  const { numConsecutiveFailures: failures, lastFailedSaleTransactionAt: failedAt } = method;
  if (most !== null && failures >= most) {
    return `The payment method has failed ${failures} times in a row.`;
  }
  if (hours === null || failures === 0 || !failedAt) return undefined;
  const until = Temporal.Instant.fromEpochMilliseconds(failedAt.getTime()).add({ hours });
  return Temporal.Instant.compare(now, until) < 0
    ? `The payment method rests until ${until} after its last failure.`
    : undefined;
}
