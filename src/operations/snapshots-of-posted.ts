import type { JournalEvent } from "#engine/settlement/journal.ts";
import {
  forgetSnapshotsOf,
  type PostedDocument,
  takeContactSnapshots,
} from "#store/contact-snapshots.ts";
import type { Transaction } from "#store/database.ts";
import { findPostingRules } from "#store/settings.ts";
import { authorOf, type Context } from "./context.ts";
import type { MoneyEvent } from "./record-money.ts";

/**
 * Takes snapshots of the contacts of documents that are posted, where the billing rule
 * takeContactSnapshot says so, and forgets those of documents that are drafts again.
 */
export async function takeSnapshotsOfPosted(
  tx: Transaction,
  context: Context,
  money: readonly MoneyEvent[],
): Promise<void> {
  const posted = money.flatMap(({ accountId, event }) => documentOf(accountId, event));
  const unposted = money.flatMap(({ accountId, event }) =>
    event.type === "TakenBack" ? documentOf(accountId, event.event) : [],
  );
  if (unposted.length > 0) await forgetSnapshotsOf(tx, unposted);
  if (posted.length === 0 || !(await findPostingRules(tx)).takeContactSnapshot) return;
  await takeContactSnapshots(tx, posted, authorOf(context));
}

function documentOf(accountId: string, event: JournalEvent): PostedDocument[] {
  if (event.type === "InvoicePosted") {
    const { documentType, invoiceId: documentId } = event.invoice;
    return [{ documentType, accountId, documentId }];
  }
  if (event.type === "CreditMemoPosted" || event.type === "WriteOffPosted") {
    return [{ documentType: "CreditMemo", accountId, documentId: event.creditMemo.creditMemoId }];
  }
  return [];
}
