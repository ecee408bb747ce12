import { z } from "zod";
import {
  ACCOUNTING_CODE_CATEGORIES,
  type AccountingCodeType,
} from "#engine/accounting/accounting-code.ts";
import { contract } from "../contract.ts";
import * as wire from "../wire.ts";

const codes = { tag: "Accounting Codes", resource: "530000" } as const;
const periods = { tag: "Accounting Periods", resource: "531000" } as const;

const TYPES = Object.keys(ACCOUNTING_CODE_CATEGORIES) as AccountingCodeType[];

const codeFields = {
  glAccountName: wire.text(255).nullable().optional(),
  glAccountNumber: wire.text(255).nullable().optional(),
  name: wire.requiredText(100),
  notes: wire.text(2000).nullable().optional(),
  type: z.enum(TYPES),
};

const ours = z.looseObject({}).describe("Custom fields have names that end in __c.");

const code = ours.extend({
  category: z.enum(["Assets", "Liabilities", "Equity", "Revenue", "Expenses"]),
  createdBy: wire.id,
  createdOn: wire.timestamp,
  glAccountName: z.string().nullable(),
  glAccountNumber: z.string().nullable(),
  id: wire.id,
  name: z.string(),
  notes: z.string().nullable(),
  status: z.enum(["Active", "Inactive"]),
  type: z.enum(TYPES),
  updatedBy: wire.id,
  updatedOn: wire.timestamp,
});

const ID = "/v1/accounting-codes/{accountingCodeId}";

export const createAccountingCode = contract({
  operation: "createAccountingCode",
  method: "POST",
  path: "/v1/accounting-codes",
  summary: "Create an accounting code",
  description:
    "From the first one on, accounting codes that charges and documents name have to exist and be active.",
  ...codes,
  request: wire.body(
    { ...codeFields, ...wire.notYet(["segmentConstantValues"]) },
    wire.makes("AccountingCode"),
  ),
  response: z.object({ id: wire.id }),
  errors: ["NUMBER_IN_USE", "NOT_SUPPORTED"],
});

export const listAccountingCodes = contract({
  operation: "listAccountingCodes",
  method: "GET",
  path: "/v1/accounting-codes",
  summary: "List all accounting codes",
  ...codes,
  query: wire.longPage(300),
  response: z.object({ accountingCodes: z.array(code), nextPage: wire.nextPage }),
  errors: [],
});

export const getAccountingCode = contract({
  operation: "getAccountingCode",
  method: "GET",
  path: ID,
  summary: "Retrieve an accounting code",
  ...codes,
  response: code,
  errors: [],
});

export const updateAccountingCode = contract({
  operation: "updateAccountingCode",
  method: "PUT",
  path: ID,
  summary: "Update an accounting code",
  description: "Changes what is given. Charges keep the name and the type of the code they name.",
  ...codes,
  request: wire.body(
    {
      ...codeFields,
      name: codeFields.name.optional(),
      type: codeFields.type.optional(),
      ...wire.notYet(["segmentConstantValues"]),
    },
    wire.changes("AccountingCode"),
  ),
  response: z.object({}),
  errors: ["NUMBER_IN_USE", "NOT_ALLOWED", "NOT_SUPPORTED"],
});

export const deleteAccountingCode = contract({
  operation: "deleteAccountingCode",
  method: "DELETE",
  path: ID,
  summary: "Delete an accounting code",
  description: "One that no charge of the catalog names.",
  ...codes,
  response: z.object({}),
  errors: ["NOT_ALLOWED"],
});

export const activateAccountingCode = contract({
  operation: "activateAccountingCode",
  method: "PUT",
  path: `${ID}/activate`,
  summary: "Activate an accounting code",
  ...codes,
  response: z.object({}),
  errors: [],
});

export const deactivateAccountingCode = contract({
  operation: "deactivateAccountingCode",
  method: "PUT",
  path: `${ID}/deactivate`,
  summary: "Deactivate an accounting code",
  description: "What names it keeps it; nothing new can name it.",
  ...codes,
  response: z.object({}),
  errors: [],
});

// ---- Accounting periods

/** Documented, and refused. */
const PERIODS_NOT_YET = ["organizationLabels"] as const;

export { PERIODS_NOT_YET };

const quarter = wire.intBetween(1, 4).nullable().optional();

const periodFields = {
  endDate: wire.date.describe("The last day of it."),
  fiscalYear: wire.intBetween(1900, 2200),
  fiscalQuarter: quarter,
  fiscal_quarter: quarter.describe("An older spelling of fiscalQuarter."),
  name: wire.requiredText(100),
  notes: wire.text(255).nullable().optional(),
  startDate: wire.date,
};

const noReport = z.null().describe("Reports are not made.");

const period = ours.extend({
  createdBy: wire.id,
  createdOn: wire.timestamp,
  endDate: wire.date,
  fileIds: z.object({
    accountsReceivableAccountAgingDetailExportFileId: noReport,
    accountsReceivableDebitMemoAgingDetailExportFileId: noReport,
    accountsReceivableInvoiceAgingDetailExportFileId: noReport,
    arRollForwardDetailExportFileId: noReport,
    fxRealizedGainAndLossDetailExportFileId: noReport,
    fxUnrealizedGainAndLossDetailExportFileId: noReport,
    revenueDetailCsvFileId: noReport,
    revenueDetailExcelFileId: noReport,
    unprocessedChargesFileId: noReport,
  }),
  fiscalYear: z.number(),
  fiscalQuarter: z.number().nullable(),
  fiscal_quarter: z.number().nullable(),
  id: wire.id,
  name: z.string(),
  notes: z.string().nullable(),
  runTrialBalanceEnd: z.null(),
  runTrialBalanceErrorMessage: z.null(),
  runTrialBalanceStart: z.null(),
  runTrialBalanceStatus: z.null().describe("Trial balances are not made."),
  startDate: wire.date,
  status: z.enum(["Open", "PendingClose", "Closed"]),
  updatedBy: wire.id,
  updatedOn: wire.timestamp,
});

const PERIOD = "/v1/accounting-periods/{accountingPeriodId}";

export const createAccountingPeriod = contract({
  operation: "createAccountingPeriod",
  method: "POST",
  path: "/v1/accounting-periods",
  summary: "Create an accounting period",
  description: "It is open. Each but the first begins the day after the last one ends.",
  ...periods,
  request: wire.body(
    { ...periodFields, ...wire.notYet(PERIODS_NOT_YET) },
    wire.makes("AccountingPeriod"),
  ),
  response: z.object({ id: wire.id }),
  errors: ["NUMBER_IN_USE", "NOT_ALLOWED", "NOT_SUPPORTED"],
});

export const listAccountingPeriods = contract({
  operation: "listAccountingPeriods",
  method: "GET",
  path: "/v1/accounting-periods",
  summary: "List all accounting periods",
  ...periods,
  query: wire.longPage(300),
  response: z.object({ accountingPeriods: z.array(period), nextPage: wire.nextPage }),
  errors: [],
});

export const getAccountingPeriod = contract({
  operation: "getAccountingPeriod",
  method: "GET",
  path: PERIOD,
  summary: "Retrieve an accounting period",
  ...periods,
  response: period,
  errors: [],
});

export const updateAccountingPeriod = contract({
  operation: "updateAccountingPeriod",
  method: "PUT",
  path: PERIOD,
  summary: "Update an accounting period",
  description:
    "Changes what is given. The days of an open one can be moved; the period after it then begins when it ends.",
  ...periods,
  request: wire.body(
    {
      ...z.object(periodFields).partial().shape,
      ...wire.notYet(PERIODS_NOT_YET),
    },
    wire.changes("AccountingPeriod"),
  ),
  response: z.object({}),
  errors: ["NUMBER_IN_USE", "NOT_ALLOWED", "NOT_SUPPORTED"],
});

export const deleteAccountingPeriod = contract({
  operation: "deleteAccountingPeriod",
  method: "DELETE",
  path: PERIOD,
  summary: "Delete an accounting period",
  description: "The last one, if it is open.",
  ...periods,
  response: z.object({}),
  errors: ["NOT_ALLOWED"],
});

const change = { ...periods, response: z.object({}), errors: ["NOT_ALLOWED"] as const };

export const closeAccountingPeriod = contract({
  operation: "closeAccountingPeriod",
  method: "PUT",
  path: `${PERIOD}/close`,
  summary: "Close an accounting period",
  description:
    "All earlier ones must be closed. Nothing is posted into it any more, but for write-offs of what is owed.",
  ...change,
});

export const pendingCloseAccountingPeriod = contract({
  operation: "pendingCloseAccountingPeriod",
  method: "PUT",
  path: `${PERIOD}/pending-close`,
  summary: "Set an accounting period to pending close",
  description:
    "All earlier ones must be closed. Who calls the API may close periods: for him it is as open as before.",
  ...change,
});

export const reopenAccountingPeriod = contract({
  operation: "reopenAccountingPeriod",
  method: "PUT",
  path: `${PERIOD}/reopen`,
  summary: "Reopen an accounting period",
  description: "All later ones must be open.",
  ...change,
});
