import type { CreditMemoItem } from "../model/credit-memo.ts";
import type { ItemReference, TaxDetails } from "../model/document.ts";
import type { Decimal } from "../values/decimal.ts";
import type { PlainDate } from "../values/plain-date.ts";

/** What of a posted document is to be reversed. */
export type DocumentToReverse = {
  readonly documentType: ItemReference["documentType"];
  readonly documentId: string;
  readonly documentNumber: string;
  readonly documentDate: PlainDate;
  readonly accountId: string;
  readonly currency: string;
  readonly billToContactId: string | null;
  /** Gave up what was owed, and took back nothing that was billed. */
  readonly isWriteOff: boolean;
  readonly items: readonly ItemToReverse[];
};

export type ItemToReverse = {
  readonly itemId: string;
  /** What the reversing item has of it; of a discount, the item that this one lowers. */
  readonly mirrored: Omit<CreditMemoItem, AmountField | "creditMemoItemId">;
  /** What the reversing item gives back: of an invoice the amount, of a memo the amount negated. */
  readonly amount: Decimal;
  /** The same as the price says it, with the taxes that are in it. */
  readonly price: Decimal;
  readonly taxes: readonly TaxToReverse[];
  /** The billed item of which billing has credited more or less by it; null on a write-off. */
  readonly creditedItem: ItemReference | null;
  /** Of a memo's item: what it paid, and what nobody has taken of it. */
  readonly applied: readonly AppliedAmount[];
  readonly unapplied: Decimal;
  /** What an invoice's item still owes. */
  readonly owed: Decimal;
};

export type TaxToReverse = {
  readonly taxationItemId: string;
  /** What the reversing tax has of it; amounts of a memo negated. */
  readonly details: TaxDetails;
  /** The tax that billing has taken back by it; null where it is a tax of its own. */
  readonly sourceTaxItemId: string | null;
  /** As of the item. */
  readonly amount: Decimal;
  readonly applied: readonly AppliedAmount[];
  readonly unapplied: Decimal;
  readonly owed: Decimal;
};

type AmountField =
  | "amount"
  | "appliedAmount"
  | "unappliedAmount"
  | "refundAmount"
  | "taxationItems";

export type AppliedAmount = {
  readonly invoiceId: string;
  readonly invoiceItemId: string;
  /** The tax of the item that was paid; null where the item was. */
  readonly taxItemId: string | null;
  readonly amount: Decimal;
};
