import type { Given } from "../../api/exactly.ts";
import { dayIn, oneIn, type SearchParams, textIn } from "../../ui/search-params.ts";

type Asked = NonNullable<Given<"sumJournalEntries">["query"]>;
export type JournalAccount = NonNullable<Asked["journalAccount"]>;

/** In words, and what each says. */
export const JOURNAL_ACCOUNTS: Readonly<Record<JournalAccount, string>> = {
  AccountsReceivable: "Accounts receivable",
  Cash: "Cash",
  MemoClearing: "Memo clearing",
  RevenueBilled: "Revenue billed",
  TaxPayable: "Tax payable",
  UnappliedCredit: "Unapplied credit",
  UnappliedPayment: "Unapplied payment",
  WriteOffExpense: "Write-off expense",
};

export const ACCOUNT_NAMES = Object.keys(JOURNAL_ACCOUNTS) as JournalAccount[];

/** What of the journal is shown: all of it stands in the address. */
export type JournalSearch = {
  /** The number of a customer's account. */
  readonly account?: string | undefined;
  /** The number of an invoice, a memo, a payment or a refund. */
  readonly document?: string | undefined;
  readonly ledger?: JournalAccount | undefined;
  readonly currency?: string | undefined;
  /** Accounting dates, both included. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly cursor?: string | undefined;
};

export const journalSearch = (search: SearchParams): JournalSearch => ({
  account: textIn(search, "account"),
  document: textIn(search, "document"),
  ledger: oneIn(search, "ledger", ACCOUNT_NAMES),
  currency: /^[A-Z]{3}$/.exec(textIn(search, "currency") ?? "")?.[0],
  from: dayIn(search, "from"),
  to: dayIn(search, "to"),
  cursor: textIn(search, "cursor"),
});

/** As the API is asked. */
export const journalQuery = (search: JournalSearch) => ({
  ...(search.account && { accountKey: search.account }),
  ...(search.document && { documentKey: search.document }),
  ...(search.ledger && { journalAccount: search.ledger }),
  ...(search.currency && { currency: search.currency }),
  ...(search.from && { fromDate: search.from }),
  ...(search.to && { toDate: search.to }),
});

/** "of account A00000001 · Accounts receivable · from 2025-01-01" */
export function inSentence({ account, document, ledger, currency, from, to }: JournalSearch) {
  const parts = [
    account && `of account ${account}`,
    document && `about ${document}`,
    ledger && JOURNAL_ACCOUNTS[ledger],
    currency && `in ${currency}`,
    from && `from ${from}`,
    to && `up to ${to}, included`,
  ].filter(Boolean);
  return parts.length === 0 ? "All entries" : `Entries ${parts.join(" · ")}`;
}
