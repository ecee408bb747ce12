/** Accounts. Keys are ids or numbers. */

import type { Selectable } from "kysely";
import type { Account, AccountStatus, BcdSettingOption, TaxInfo } from "#engine/model/account.ts";
import type { CustomFields } from "#engine/model/custom-fields.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import { ENTITY_CLOCK, sql, type Transaction } from "./database.ts";
import { idOf } from "./ids.ts";
import { findNumberInUse } from "./numbers.ts";
import { organizationLabelOf } from "./organizations.ts";
import type { DB } from "./schema.ts";

/** An account by its number, its id, or whichever of the two `key` is. */
export type AccountKey =
  | { readonly accountNumber: string }
  | { readonly accountId: string }
  | { readonly key: string };

/** The name of an account's organization, as `organization_label`. */
const ORGANIZATION_LABEL = organizationLabelOf("accounts");

export async function findAccount(tx: Transaction, key: string): Promise<Account | undefined> {
  const { rows } = await sql<AccountRow & { organization_label: string | null }>`
    select *, ${ORGANIZATION_LABEL} from accounts where ${isAccount({ key })} ${preferId({ key })}
    limit 1
  `.execute(tx);
  return rows[0] && toAccount(rows[0]);
}

/** The ids of accounts by their numbers; unknown ones are missing. */
export async function findAccountIds(
  tx: Transaction,
  accountNumbers: readonly string[],
): Promise<Map<string, string>> {
  if (accountNumbers.length === 0) return new Map();
  const { rows } = await sql<{ account_number: string; account_id: string }>`
    select account_number, account_id from accounts
    where account_number = any (${[...accountNumbers]}::text[])
  `.execute(tx);
  return new Map(rows.map((row) => [row.account_number, row.account_id]));
}

/** What orders and billing need to know of an account. */
export type LockedAccount = Pick<
  Account,
  | "accountId"
  | "accountNumber"
  | "status"
  | "currency"
  | "billCycleDay"
  | "bcdSettingOption"
  | "paymentTerm"
  | "billToContactId"
  | "soldToContactId"
  | "batch"
> & {
  /** The latest day of what a catch-up run has caught up; null: nothing. */
  readonly caughtUpThroughDate: PlainDate | null;
};

const LOCKED_COLUMNS = sql`
  account_id, account_number, status, currency, bill_cycle_day, bcd_setting_option, payment_term,
  bill_to_contact_id, sold_to_contact_id, batch, caught_up_through_date`;

/** Locked until the transaction ends: that orders all changes of one account one after the other. */
export async function lockAccount(
  tx: Transaction,
  key: AccountKey,
): Promise<LockedAccount | undefined> {
  const { rows } = await sql<AccountRow>`
    select ${LOCKED_COLUMNS} from accounts where ${isAccount(key)} ${preferId(key)} limit 1
    for update
  `.execute(tx);
  return rows[0] && toLockedAccount(rows[0]);
}

/**
 * The account that `key` names and those with these numbers, all locked until the transaction ends, in
 * the order of their ids. Unknown numbers are left out.
 */
export async function lockNamedAccounts(
  tx: Transaction,
  key: string,
  accountNumbers: readonly string[],
): Promise<{ account: LockedAccount | undefined; named: LockedAccount[] }> {
  const { rows } = await sql<AccountRow>`
    select ${LOCKED_COLUMNS}
    from accounts where ${isAccount({ key })} or account_number = any (${accountNumbers})
    order by account_id
    for update
  `.execute(tx);
  const accounts = rows.map(toLockedAccount);
  const id = idOf(key);
  const account =
    accounts.find(({ accountId }) => accountId === id) ??
    accounts.find(({ accountNumber }) => accountNumber === key);
  const wanted = new Set(accountNumbers);
  return { account, named: accounts.filter(({ accountNumber }) => wanted.has(accountNumber)) };
}

/** Accounts, locked until the transaction ends, in the order of their ids. */
export async function lockAccountsById(
  tx: Transaction,
  accountIds: readonly string[],
): Promise<LockedAccount[]> {
  const { rows } = await sql<AccountRow>`
    select ${LOCKED_COLUMNS} from accounts where account_id = any (${accountIds}::uuid[])
    order by account_id
    for update
  `.execute(tx);
  return rows.map(toLockedAccount);
}

/** The bill cycle days of accounts, by id. */
export async function findBillCycleDays(
  tx: Transaction,
  accountIds: readonly string[],
): Promise<Map<string, number>> {
  const { rows } = await sql<Pick<AccountRow, "account_id" | "bill_cycle_day">>`
    select account_id, bill_cycle_day from accounts where account_id = any (${accountIds}::uuid[])
  `.execute(tx);
  return new Map(rows.map((row) => [row.account_id, row.bill_cycle_day]));
}

/** The numbers of accounts, by id. */
export async function findAccountNumbers(
  tx: Transaction,
  accountIds: readonly string[],
): Promise<Map<string, string>> {
  const { rows } = await sql<Pick<AccountRow, "account_id" | "account_number">>`
    select account_id, account_number from accounts where account_id = any (${accountIds}::uuid[])
  `.execute(tx);
  return new Map(rows.map((row) => [row.account_id, row.account_number]));
}

export async function isAccountNumberTaken(
  tx: Transaction,
  accountNumber: string,
): Promise<boolean> {
  const numbers = [accountNumber];
  return (await findNumberInUse(tx, "accounts", "account_number", numbers)) !== undefined;
}

/** Sets the day that the first recurring charge has decided. */
export async function saveBillCycleDay(
  tx: Transaction,
  accountId: string,
  billCycleDay: number,
): Promise<void> {
  await tx
    .updateTable("accounts")
    .set({ bill_cycle_day: billCycleDay })
    .where("account_id", "=", accountId)
    .execute();
}

/** Writes a new account. The caller has seen to its number. */
export const saveNewAccount = (tx: Transaction, account: Account, userId: string): Promise<void> =>
  saveNewAccounts(tx, [account], userId);

/** So many accounts have no more parameters than a statement may have. */
const MOST_OF_ONE_STATEMENT = 1_000;

/** The same of many. */
export async function saveNewAccounts(
  tx: Transaction,
  accounts: readonly Account[],
  userId: string,
): Promise<void> {
  const by = {
    ...{ created_by_id: userId, created_at: ENTITY_CLOCK },
    ...{ updated_by_id: userId, updated_at: ENTITY_CLOCK },
  };
  for (let start = 0; start < accounts.length; start += MOST_OF_ONE_STATEMENT) {
    const some = accounts.slice(start, start + MOST_OF_ONE_STATEMENT);
    const values = some.map((account) => ({ ...toColumns(account), ...by }));
    await tx.insertInto("accounts").values(values).execute();
  }
}

/** Writes all that can change of an account that `lockAccount` has locked. */
export async function saveAccount(
  tx: Transaction,
  account: Account,
  userId: string,
): Promise<void> {
  await tx
    .updateTable("accounts")
    .set({ ...toColumns(account), updated_by_id: userId, updated_at: ENTITY_CLOCK })
    .where("account_id", "=", account.accountId)
    .execute();
}

function isAccount(key: AccountKey) {
  if ("accountNumber" in key) return sql`account_number = ${key.accountNumber}`;
  if ("accountId" in key) return sql`account_id = ${idOf(key.accountId)}::uuid`;
  const id = idOf(key.key);
  if (id === null) return sql`account_number = ${key.key}`;
  return sql`(account_id = ${id}::uuid or account_number = ${key.key})`;
}

/** Somebody may have chosen another account's id as his number. */
function preferId(key: AccountKey) {
  const id = "key" in key ? idOf(key.key) : null;
  return id === null ? sql`` : sql`order by account_id = ${id}::uuid desc`;
}

type AccountRow = Selectable<DB["accounts"]>;

const toLockedAccount = (row: AccountRow): LockedAccount => ({
  accountId: row.account_id,
  accountNumber: row.account_number,
  status: row.status as AccountStatus,
  currency: row.currency,
  billCycleDay: row.bill_cycle_day,
  bcdSettingOption: row.bcd_setting_option as BcdSettingOption,
  paymentTerm: row.payment_term,
  billToContactId: row.bill_to_contact_id,
  soldToContactId: row.sold_to_contact_id,
  batch: row.batch,
  caughtUpThroughDate: row.caught_up_through_date as PlainDate | null,
});

const toAccount = (row: AccountRow & { organization_label: string | null }): Account => ({
  ...toLockedAccount(row),
  name: row.name,
  autoPay: row.auto_pay,
  defaultPaymentMethodId: row.default_payment_method_id,
  parentId: row.parent_id,
  crmId: row.crm_id,
  notes: row.notes,
  salesRep: row.sales_rep,
  customerServiceRepName: row.customer_service_rep_name,
  purchaseOrderNumber: row.purchase_order_number,
  profileNumber: row.profile_number,
  communicationProfileId: row.communication_profile_id,
  invoiceTemplateId: row.invoice_template_id,
  creditMemoTemplateId: row.credit_memo_template_id,
  debitMemoTemplateId: row.debit_memo_template_id,
  summaryStatementTemplateId: row.summary_statement_template_id,
  sequenceSetId: row.sequence_set_id,
  paymentGateway: row.payment_gateway,
  organizationId: row.organization_id,
  organizationLabel: row.organization_label,
  additionalEmailAddresses: row.additional_email_addresses,
  invoiceDeliveryPrefsEmail: row.invoice_delivery_prefs_email,
  invoiceDeliveryPrefsPrint: row.invoice_delivery_prefs_print,
  partnerAccount: row.partner_account,
  allowInvoiceEdit: row.allow_invoice_edit,
  taxInfo: row.tax_info as TaxInfo | null,
  customFields: row.custom_fields as CustomFields,
});

const toColumns = (account: Account) => ({
  account_id: account.accountId,
  account_number: account.accountNumber,
  name: account.name,
  status: account.status,
  currency: account.currency,
  bill_cycle_day: account.billCycleDay,
  bcd_setting_option: account.bcdSettingOption,
  payment_term: account.paymentTerm,
  batch: account.batch,
  auto_pay: account.autoPay,
  default_payment_method_id: account.defaultPaymentMethodId,
  bill_to_contact_id: account.billToContactId,
  sold_to_contact_id: account.soldToContactId,
  parent_id: account.parentId,
  crm_id: account.crmId,
  notes: account.notes,
  sales_rep: account.salesRep,
  customer_service_rep_name: account.customerServiceRepName,
  purchase_order_number: account.purchaseOrderNumber,
  profile_number: account.profileNumber,
  communication_profile_id: account.communicationProfileId,
  invoice_template_id: account.invoiceTemplateId,
  credit_memo_template_id: account.creditMemoTemplateId,
  debit_memo_template_id: account.debitMemoTemplateId,
  summary_statement_template_id: account.summaryStatementTemplateId,
  sequence_set_id: account.sequenceSetId,
  payment_gateway: account.paymentGateway,
  organization_id: account.organizationId,
  additional_email_addresses: [...account.additionalEmailAddresses],
  invoice_delivery_prefs_email: account.invoiceDeliveryPrefsEmail,
  invoice_delivery_prefs_print: account.invoiceDeliveryPrefsPrint,
  partner_account: account.partnerAccount,
  allow_invoice_edit: account.allowInvoiceEdit,
  tax_info: account.taxInfo && JSON.stringify(account.taxInfo),
  custom_fields: JSON.stringify(account.customFields),
});
