import type { CustomFields } from "../model/custom-fields.ts";

/** Types of accounting codes, and the category that each belongs to. */
export const ACCOUNTING_CODE_CATEGORIES = {
  AccountsReceivable: "Assets",
  "On-Account Receivable": "Assets",
  Cash: "Assets",
  OtherAssets: "Assets",
  CustomerCashOnAccount: "Liabilities",
  DeferredRevenue: "Liabilities",
  SalesTaxPayable: "Liabilities",
  OtherLiabilities: "Liabilities",
  SalesRevenue: "Revenue",
  SalesDiscounts: "Revenue",
  OtherRevenue: "Revenue",
  OtherEquity: "Equity",
  BadDebt: "Expenses",
  OtherExpenses: "Expenses",
} as const;

export type AccountingCodeType = keyof typeof ACCOUNTING_CODE_CATEGORIES;

export type AccountingCodeFields = {
  readonly name: string;
  readonly type: AccountingCodeType;
  readonly glAccountName: string | null;
  readonly glAccountNumber: string | null;
  readonly notes: string | null;
  readonly customFields: CustomFields;
};

export type AccountingCode = AccountingCodeFields & {
  readonly accountingCodeId: string;
  readonly active: boolean;
};
