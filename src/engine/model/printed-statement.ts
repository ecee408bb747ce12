import type { Decimal } from "../values/decimal.ts";
import type { PlainDate } from "../values/plain-date.ts";
import type { Contact } from "./account.ts";

/** What has moved the balance of an account in some days, which are both included. */
export type PrintedStatement = {
  readonly accountId: string;
  readonly accountNumber: string;
  readonly accountName: string;
  /** Whose customer it is. */
  readonly entityName: string;
  readonly billTo: Contact | null;
  readonly currency: string;
  readonly startDate: PlainDate;
  readonly endDate: PlainDate;
  readonly openingBalance: Decimal;
  readonly movements: readonly PrintedMovement[];
  readonly closingBalance: Decimal;
  /** What invoices and debit memos owe at the end of the last day, by how long past due it is. */
  readonly ageing: readonly { readonly name: string; readonly balance: Decimal }[];
};

export type PrintedMovement = {
  readonly date: PlainDate;
  readonly type: "Invoice" | "DebitMemo" | "CreditMemo" | "Payment" | "Refund";
  readonly documentNumber: string | null;
  /** Above zero where the account owes more by it. */
  readonly amount: Decimal;
  /** After it. */
  readonly balance: Decimal;
};
