/** What payments have paid. */
import type {
  PaymentApplication,
  PaymentApplicationItem,
  WantedApplication,
} from "#engine/model/payment.ts";
import { decimal } from "#engine/values/decimal.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import { saveApplicationsOfAccounts } from "./applications.ts";
import { sql, type Transaction } from "./database.ts";
import type { Authorship } from "./invoice-rows.ts";

type Author = Pick<Authorship, "userId" | "now">;

/** Saves what payments paid of documents, or took back. */
export const savePaymentApplications = (
  tx: Transaction,
  accountId: string,
  applications: readonly PaymentApplication[],
  author: Author,
): Promise<void> =>
  savePaymentApplicationsOfAccounts(
    tx,
    applications.map((application) => ({ ...application, accountId })),
    author,
  );

/** The same of many accounts at once. */
export const savePaymentApplicationsOfAccounts = (
  tx: Transaction,
  applications: readonly (PaymentApplication & { readonly accountId: string })[],
  author: Author,
): Promise<void> =>
  saveApplicationsOfAccounts(
    tx,
    applications.flatMap(
      ({ accountId, paymentId, documentType, documentId, effectiveDate, items }) =>
        items.map((item) => ({
          accountId,
          sourceType: "Payment" as const,
          sourceId: paymentId,
          sourceItemId: null,
          sourceTaxItemId: null,
          targetType: documentType,
          targetId: documentId,
          targetItemId: item.invoiceItemId,
          targetTaxItemId: item.taxItemId,
          amount: item.amount,
          effectiveDate,
        })),
    ),
    author,
  );

/** What a payment has paid, by the document's id, in the order in which it was paid and taken back. */
export async function listPaymentApplications(
  tx: Transaction,
  accountId: string,
  paymentId: string,
): Promise<Map<string, AppliedItem[]>> {
  const { rows } = await sql<ApplicationRow>`
    select target_type, target_id, target_item_id, target_tax_item_id, amount, effective_date
    from applications
    where account_id = ${accountId}::uuid and source_id = ${paymentId}::uuid
    order by application_id
  `.execute(tx);
  return Map.groupBy(rows.map(toApplied), ({ documentId }) => documentId);
}

export type AppliedItem = PaymentApplicationItem & {
  readonly documentType: WantedApplication["documentType"];
  readonly documentId: string;
  readonly effectiveDate: PlainDate;
};

type ApplicationRow = {
  target_type: WantedApplication["documentType"];
  target_id: string;
  target_item_id: string;
  target_tax_item_id: string | null;
  amount: string;
  effective_date: PlainDate;
};

const toApplied = (row: ApplicationRow): AppliedItem => ({
  documentType: row.target_type,
  documentId: row.target_id,
  invoiceItemId: row.target_item_id,
  taxItemId: row.target_tax_item_id,
  amount: decimal(row.amount),
  effectiveDate: row.effective_date,
});
