import { ACCOUNTING_CODE_CATEGORIES } from "#engine/accounting/accounting-code.ts";
import type { PeriodChange } from "#engine/accounting/accounting-period.ts";
import { shownFields } from "#engine/custom-fields/shown-fields.ts";
import { BillingError } from "#engine/errors.ts";
import { addDays, type PlainDate } from "#engine/values/plain-date.ts";
import {
  createAccountingCode,
  deleteAccountingCode,
  updateAccountingCode,
} from "#operations/accounting-codes.ts";
import {
  changeAccountingPeriodStatus,
  createAccountingPeriod,
  deleteAccountingPeriod,
  updateAccountingPeriod,
} from "#operations/accounting-periods.ts";
import type { Context } from "#operations/context.ts";
import {
  findAccountingCode,
  listAccountingCodes,
  type StoredAccountingCode,
} from "#store/accounting-codes.ts";
import { listAccountingPeriods, type StoredAccountingPeriod } from "#store/accounting-periods.ts";
import { inTransaction } from "#store/database.ts";
import { idOf } from "#store/ids.ts";
import { nextPage } from "../paging.ts";
import { refuseField, refuseFields } from "../refuse-field.ts";
import { type Call, type Route, route } from "../route.ts";
import { timestamp } from "../timestamps.ts";
import * as wire from "../wire.ts";
import * as contract from "./contract.ts";

const codeRoutes: readonly Route[] = [
  route(contract.createAccountingCode, async (context, { body }) => {
    refuseField("segmentConstantValues", body.segmentConstantValues);
    const { name, type, glAccountName = null, glAccountNumber = null, notes = null } = body;
    const customFields = wire.customFieldsOf(body);
    const fields = { name, type, glAccountName, glAccountNumber, notes, customFields };
    return { id: await createAccountingCode(context, fields) };
  }),
  route(contract.listAccountingCodes, async ({ database, entityId, timeZone }, call) => {
    const found = await inTransaction(database, entityId, (tx) =>
      listAccountingCodes(tx, call.query),
    );
    const page = found.slice(0, call.query.pageSize);
    return {
      accountingCodes: page.map((code) => toCode(code, timeZone)),
      nextPage: nextPage(call, call.query, found.length > page.length),
    };
  }),
  route(contract.getAccountingCode, async ({ database, entityId, timeZone }, { params }) => {
    const key = params.accountingCodeId;
    const code = await inTransaction(database, entityId, (tx) => findAccountingCode(tx, key));
    if (!code) throw new BillingError("ENTITY_NOT_FOUND", { key });
    return toCode(code, timeZone);
  }),
  route(contract.updateAccountingCode, async (context, { params, body }) => {
    refuseField("segmentConstantValues", body.segmentConstantValues);
    const { name, type, glAccountName, glAccountNumber, notes } = body;
    const customFields = wire.customFieldsOf(body);
    const changed = { name, type, glAccountName, glAccountNumber, notes, customFields };
    await updateAccountingCode(context, params.accountingCodeId, changed);
    return {};
  }),
  route(contract.deleteAccountingCode, async (context, { params }) => {
    await deleteAccountingCode(context, params.accountingCodeId);
    return {};
  }),
  route(contract.activateAccountingCode, async (context, { params }) => {
    await updateAccountingCode(context, params.accountingCodeId, { active: true });
    return {};
  }),
  route(contract.deactivateAccountingCode, async (context, { params }) => {
    await updateAccountingCode(context, params.accountingCodeId, { active: false });
    return {};
  }),
];

const toCode = (code: StoredAccountingCode, timeZone: string) => ({
  ...shownFields("AccountingCode", code.customFields),
  category: ACCOUNTING_CODE_CATEGORIES[code.type],
  createdBy: code.createdById,
  createdOn: timestamp(code.createdAt, timeZone),
  glAccountName: code.glAccountName,
  glAccountNumber: code.glAccountNumber,
  id: code.accountingCodeId,
  name: code.name,
  notes: code.notes,
  status: code.active ? ("Active" as const) : ("Inactive" as const),
  type: code.type,
  updatedBy: code.updatedById,
  updatedOn: timestamp(code.updatedAt, timeZone),
});

const periodRoutes: readonly Route[] = [
  route(contract.createAccountingPeriod, async (context, { body }) => {
    refuseFields(body, contract.PERIODS_NOT_YET);
    const { name, notes = null, fiscalYear, startDate, endDate } = body;
    const fields = { name, notes, fiscalYear, startDate, endDate: dayAfter(endDate) };
    const fiscalQuarter = quarterOf(body) ?? null;
    const customFields = wire.customFieldsOf(body);
    return {
      id: await createAccountingPeriod(context, { ...fields, fiscalQuarter, customFields }),
    };
  }),
  route(contract.listAccountingPeriods, async ({ database, entityId, timeZone }, call) => {
    const all = await inTransaction(database, entityId, listAccountingPeriods);
    const { page, pageSize } = call.query;
    const periods = all.slice((page - 1) * pageSize, page * pageSize);
    return {
      accountingPeriods: periods.map((period) => toPeriod(period, timeZone)),
      nextPage: nextPage(call, call.query, all.length > page * pageSize),
    };
  }),
  route(contract.getAccountingPeriod, async ({ database, entityId, timeZone }, { params }) => {
    const key = params.accountingPeriodId;
    const all = await inTransaction(database, entityId, listAccountingPeriods);
    const period = all.find(({ accountingPeriodId }) => accountingPeriodId === idOf(key));
    if (!period) throw new BillingError("ENTITY_NOT_FOUND", { key });
    return toPeriod(period, timeZone);
  }),
  route(contract.updateAccountingPeriod, async (context, { params, body }) => {
    refuseFields(body, contract.PERIODS_NOT_YET);
    const { name, notes, fiscalYear, startDate, endDate } = body;
    await updateAccountingPeriod(context, params.accountingPeriodId, {
      ...{ name, notes, fiscalYear, startDate },
      endDate: endDate && dayAfter(endDate),
      fiscalQuarter: quarterOf(body),
      customFields: wire.customFieldsOf(body),
    });
    return {};
  }),
  route(contract.deleteAccountingPeriod, async (context, { params }) => {
    await deleteAccountingPeriod(context, params.accountingPeriodId);
    return {};
  }),
  route(contract.closeAccountingPeriod, (context, call) => changed(context, call, "Close")),
  route(contract.pendingCloseAccountingPeriod, (context, call) =>
    changed(context, call, "PendingClose"),
  ),
  route(contract.reopenAccountingPeriod, (context, call) => changed(context, call, "Reopen")),
];

async function changed(
  context: Context,
  { params }: Pick<Call<typeof contract.closeAccountingPeriod>, "params">,
  change: PeriodChange,
): Promise<Record<never, never>> {
  await changeAccountingPeriodStatus(context, params.accountingPeriodId, change);
  return {};
}

const dayAfter = (lastDay: PlainDate): PlainDate => addDays(lastDay, 1);

type Quarters = Pick<
  Call<typeof contract.updateAccountingPeriod>["body"],
  "fiscalQuarter" | "fiscal_quarter"
>;

const quarterOf = ({ fiscalQuarter, fiscal_quarter }: Quarters) =>
  fiscalQuarter === undefined ? fiscal_quarter : fiscalQuarter;

const NO_REPORTS = {
  accountsReceivableAccountAgingDetailExportFileId: null,
  accountsReceivableDebitMemoAgingDetailExportFileId: null,
  accountsReceivableInvoiceAgingDetailExportFileId: null,
  arRollForwardDetailExportFileId: null,
  fxRealizedGainAndLossDetailExportFileId: null,
  fxUnrealizedGainAndLossDetailExportFileId: null,
  revenueDetailCsvFileId: null,
  revenueDetailExcelFileId: null,
  unprocessedChargesFileId: null,
};

const toPeriod = (period: StoredAccountingPeriod, timeZone: string) => ({
  ...shownFields("AccountingPeriod", period.customFields),
  createdBy: period.createdById,
  createdOn: timestamp(period.createdAt, timeZone),
  endDate: addDays(period.endDate, -1),
  fileIds: NO_REPORTS,
  fiscalYear: period.fiscalYear,
  fiscalQuarter: period.fiscalQuarter,
  fiscal_quarter: period.fiscalQuarter,
  id: period.accountingPeriodId,
  name: period.name,
  notes: period.notes,
  runTrialBalanceEnd: null,
  runTrialBalanceErrorMessage: null,
  runTrialBalanceStart: null,
  runTrialBalanceStatus: null,
  startDate: period.startDate,
  status: period.status,
  updatedBy: period.updatedById,
  updatedOn: timestamp(period.updatedAt, timeZone),
});

export const accountingRoutes: readonly Route[] = [...codeRoutes, ...periodRoutes];
