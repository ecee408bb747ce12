/** The chart of accounts: what accounting codes there are, and whether one may be named. */
import type { AccountingCode, AccountingCodeFields } from "#engine/accounting/accounting-code.ts";
import { BillingError } from "#engine/errors.ts";
import {
  findAccountingCode,
  findAccountingCodes,
  deleteAccountingCode as forgetAccountingCode,
  isAccountingCodeUsed,
  saveAccountingCode,
  saveNewAccountingCode,
} from "#store/accounting-codes.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import { newId } from "#store/ids.ts";
import type { Context } from "./context.ts";

/**
 * Checks codes that a charge, a document or a payment names: they exist and are active. An entity that
 * has set up no accounting code writes what it likes, as a tenant without the vendor's Finance does.
 *
 * Errors: INVALID_VALUE, naming the first one that is not there or not active.
 */
export async function checkAccountingCodes(
  tx: Transaction,
  names: readonly (string | null | undefined)[],
): Promise<void> {
  const named = [...new Set(names.flatMap((name) => name || []))];
  if (named.length === 0) return;
  const { isAny, codes } = await findAccountingCodes(tx, named);
  if (!isAny) return;
  const active = new Map(codes.map((code) => [code.name, code.active]));
  const wrong = named.find((name) => active.get(name) !== true);
  if (wrong === undefined) return;
  const why = active.has(wrong) ? "is not active" : "does not exist";
  throw new BillingError("INVALID_VALUE", { message: `The accounting code '${wrong}' ${why}.` });
}

/** What a document, an item or a payment says of its place in the books. */
export type Finance = Readonly<Record<string, unknown>> | null | undefined;

/** The same of all accounting codes that these name. Errors: INVALID_VALUE. */
export const checkFinance = (tx: Transaction, finances: readonly Finance[]): Promise<void> =>
  checkAccountingCodes(
    tx,
    finances.flatMap((finance) =>
      Object.entries(finance ?? {}).map(([name, value]) =>
        name.endsWith("AccountingCode") && typeof value === "string" ? value : null,
      ),
    ),
  );

/** What items and their taxes say. */
export const financeOf = (items: readonly Booked[]): Finance[] =>
  items.flatMap(({ financeInformation, taxItems }) => [
    financeInformation,
    ...(taxItems ?? []).map((tax) => tax.details.financeInformation),
  ]);

type Booked = {
  readonly financeInformation?: Finance;
  readonly taxItems?:
    | readonly { readonly details: { readonly financeInformation?: Finance } }[]
    | null
    | undefined;
};

/** @returns its id. Errors: NUMBER_IN_USE for a name that is taken. */
export const createAccountingCode = (
  context: Context,
  fields: AccountingCodeFields,
): Promise<string> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    await refuseTaken(tx, fields.name);
    const accountingCodeId = newId();
    await saveNewAccountingCode(tx, accountingCodeId, fields, authorship(context));
    return accountingCodeId;
  });

export type ChangedAccountingCode = {
  readonly [Name in keyof AccountingCodeFields]?: AccountingCodeFields[Name] | undefined;
} & { readonly active?: boolean };

/**
 * Changes what is given. Errors: ENTITY_NOT_FOUND; NUMBER_IN_USE for a name that is taken; NOT_ALLOWED
 * for the type or the name of a code that charges name.
 */
export const updateAccountingCode = (
  context: Context,
  key: string,
  { customFields = {}, ...given }: ChangedAccountingCode,
): Promise<void> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const before = await found(tx, key);
    const known = Object.entries(given).filter(([, value]) => value !== undefined);
    const after: AccountingCode = {
      ...before,
      ...Object.fromEntries(known),
      customFields: { ...before.customFields, ...customFields },
    };
    if (after.name !== before.name) await refuseTaken(tx, after.name);
    if (after.type !== before.type || after.name !== before.name) await refuseUsed(tx, before.name);
    await saveAccountingCode(tx, after, authorship(context));
  });

/** Errors: ENTITY_NOT_FOUND; NOT_ALLOWED for a code that charges name. */
export const deleteAccountingCode = (context: Context, key: string): Promise<void> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const { accountingCodeId, name } = await found(tx, key);
    await refuseUsed(tx, name);
    await forgetAccountingCode(tx, accountingCodeId);
  });

async function found(tx: Transaction, key: string): Promise<AccountingCode> {
  const code = await findAccountingCode(tx, key);
  if (!code) throw new BillingError("ENTITY_NOT_FOUND", { key });
  return code;
}

async function refuseTaken(tx: Transaction, name: string): Promise<void> {
  const { codes } = await findAccountingCodes(tx, [name]);
  if (codes.length === 0) return;
  throw new BillingError("NUMBER_IN_USE", { field: "Accounting code", number: name });
}

async function refuseUsed(tx: Transaction, name: string): Promise<void> {
  if (!(await isAccountingCodeUsed(tx, name))) return;
  const message = `The accounting code '${name}' is used by charges of the catalog.`;
  throw new BillingError("NOT_ALLOWED", { message });
}

const authorship = ({ userId, now }: Context) => ({ userId, now: now.toString() });
