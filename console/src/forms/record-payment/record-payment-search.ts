import { type SearchParams, textIn } from "../../ui/search-params.ts";

/** What the form begins with: all of it stands in the address. */
export type RecordPaymentSearch = {
  /** Number or id. */
  readonly account?: string | undefined;
  /** The number of an invoice or a debit memo that is paid before all others. */
  readonly document?: string | undefined;
  readonly amount?: string | undefined;
  /** The id of a payment method that is asked. */
  readonly method?: string | undefined;
};

export const recordPaymentSearch = (search: SearchParams): RecordPaymentSearch => ({
  account: textIn(search, "account"),
  document: textIn(search, "document"),
  amount: textIn(search, "amount"),
  method: textIn(search, "method"),
});
