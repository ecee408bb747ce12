/** What subscribe and amend answer of the orders that they make, and of previews. */
import type { SubscriptionPreview } from "#operations/preview-subscription.ts";
import type { StoredPayment } from "#store/payments.ts";
import { toPreviewed } from "../subscription-preview/to-wire.ts";
import { parseVersion, type Version } from "../version.ts";

/** Before there were credit memos: credits are negative items of an invoice. */
const OF_INVOICES = known("206.0");

function known(name: string): Version {
  const version = parseVersion(name);
  if (!version) throw new Error(`there is a version ${name}`);
  return version;
}

/** Absent where nothing was collected. */
export function paymentFields(payment: StoredPayment | undefined) {
  if (!payment) return {};
  const { paymentId, referenceId, gatewayResponse, gatewayResponseCode } = payment;
  return {
    PaymentId: paymentId,
    ...(referenceId !== null && { PaymentTransactionNumber: referenceId }),
    ...(gatewayResponse !== null && { GatewayResponse: gatewayResponse }),
    ...(gatewayResponseCode !== null && { GatewayResponseCode: gatewayResponseCode }),
  };
}

export function previewFields(preview: SubscriptionPreview) {
  const told = toPreviewed(preview, OF_INVOICES);
  const { invoiceItems, invoiceTargetDate, amount, amountWithoutTax, taxAmount } = told;
  const items = (invoiceItems ?? []).map(
    ({ unitOfMeasure: uOM, ...item }) => capitalized({ ...item, uOM }) as Capitalized,
  );
  const invoice = { amount, amountWithoutTax, taxAmount, targetDate: invoiceTargetDate };
  return {
    invoiceData: preview.documents && [{ Invoice: capitalized(invoice), InvoiceItem: items }],
    ...(told.chargeMetrics && {
      ChargeMetricsData: { ChargeMetrics: told.chargeMetrics.map(metricsFields) },
    }),
  };
}

const metricsFields = (metrics: Readonly<Record<string, unknown>>) => {
  const { mrr: MRR, dmrr: DMRR, tcv: TCV, dtcv: DTCV, ...rest } = metrics;
  return { ...capitalized(rest), MRR, DMRR, TCV, DTCV };
};

type Capitalized = Record<string, unknown>;

const capitalized = (fields: Readonly<Record<string, unknown>>): Capitalized =>
  Object.fromEntries(
    Object.entries(fields)
      .filter(([, value]) => value !== undefined && value !== null)
      .map(([name, value]) => [name.charAt(0).toUpperCase() + name.slice(1), value]),
  );
