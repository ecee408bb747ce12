import { BillingError } from "../errors.ts";
import type { Account, TaxInfo } from "../model/account.ts";
import { isCurrencyCode } from "../values/currency.ts";
import type { ContactDefinition } from "./contact.ts";

/** What a caller may leave out: it is empty, or what NEW_ACCOUNT says. */
type Optional = Omit<
  Account,
  | "accountId"
  | "accountNumber"
  | "name"
  | "currency"
  | "status"
  | "bcdSettingOption"
  | "billToContactId"
  | "soldToContactId"
  | "taxInfo"
>;

export type AccountDefinition = {
  readonly name: string;
  /** ISO 4217. */
  readonly currency: string;
  readonly taxInfo?: TaxInfoChange | null | undefined;
} & { readonly [Field in keyof Optional]?: Optional[Field] | undefined };

/** An account with its contacts, as a caller describes it. */
export type NewAccount = Omit<AccountDefinition, "parentId"> & {
  /** Undefined: the next number. */
  readonly accountNumber?: string | undefined;
  /** Id or number of the account that this one is a part of. */
  readonly parentKey?: string | undefined;
  readonly billToContact: ContactDefinition;
  /** Id of a payment method that is nobody's yet: the account pays with it by default. */
  readonly paymentMethodId?: string | undefined;
  /** Undefined: a contact of its own that says the same as bill-to. */
  readonly soldToContact?: ContactDefinition | undefined;
  /** Without a soldToContact: the same contact rather than one that says the same. */
  readonly soldToSameAsBillTo?: boolean | undefined;
};

/** What changes of an account: what is left out stays, null makes it empty. */
export type AccountChange = {
  readonly name?: string | undefined;
  readonly taxInfo?: TaxInfoChange | null | undefined;
  /** A draft becomes active; nothing becomes a draft again. */
  readonly status?: "Draft" | "Active" | undefined;
  readonly billToContactId?: string | undefined;
  readonly soldToContactId?: string | undefined;
} & { readonly [Field in keyof Optional]?: Optional[Field] | undefined };

type TaxInfoChange = { readonly [Field in keyof TaxInfo]?: TaxInfo[Field] | undefined };

export type NewAccountKeys = Pick<
  Account,
  "accountId" | "accountNumber" | "billToContactId" | "soldToContactId"
>;

/**
 * A new active account.
 *
 * Errors: INVALID_VALUE for a currency, batch or payment term that does not exist; NOT_ALLOWED for
 * payments to be collected of themselves without a payment method to collect them from.
 */
export function newAccount(keys: NewAccountKeys, definition: AccountDefinition): Account {
  const { name, currency, taxInfo, ...rest } = definition;
  if (!isCurrencyCode(currency)) {
    refuse("INVALID_VALUE", "currency", `'${currency}' is not a valid currency code`);
  }
  const account: Account = { ...EMPTY, ...keys, name, currency, ...given(rest) };
  return checked({ ...account, taxInfo: taxInfoOf(null, taxInfo), ...billCycle(account) });
}

/**
 * The account after `change`.
 *
 * Errors: those of newAccount; NOT_ALLOWED for a cancelled account, to let the first charge decide a
 * bill cycle day that is decided already, to activate an account without contacts, and to make a
 * draft of an active one.
 */
export function changedAccount(account: Account, change: AccountChange): Account {
  if (account.status === "Canceled") {
    refuse("NOT_ALLOWED", "status", "Cannot update a cancelled account");
  }
  if (change.billCycleDay === 0 && account.billCycleDay !== 0) {
    refuse("NOT_ALLOWED", "billCycleDay", "A bill cycle day that is set cannot be set to 0 again.");
  }
  const { taxInfo, customFields, ...rest } = change;
  const changed: Account = {
    ...account,
    ...given(rest),
    customFields: { ...account.customFields, ...customFields },
    taxInfo: taxInfoOf(account.taxInfo, taxInfo),
  };
  if (changed.status !== account.status) checkNewStatus(changed);
  return checked({ ...changed, ...(change.billCycleDay !== undefined && billCycle(changed)) });
}

function checkNewStatus({ status, billToContactId, soldToContactId }: Account): void {
  if (status === "Draft") refuse("NOT_ALLOWED", "status", "An active account cannot be a draft.");
  if (billToContactId !== null && soldToContactId !== null) return;
  const message = "An account needs a bill-to and a sold-to contact to become active.";
  refuse("NOT_ALLOWED", "status", message);
}

const given = <Fields extends object>(fields: Fields) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [Field in keyof Fields]: Exclude<Fields[Field], undefined>;
  };

const billCycle = ({ billCycleDay }: Account): Pick<Account, "bcdSettingOption"> => ({
  bcdSettingOption: billCycleDay === 0 ? "AutoSet" : "ManualSet",
});

const NO_TAX_INFO: TaxInfo = {
  exemptStatus: null,
  exemptCertificateId: null,
  exemptCertificateType: null,
  exemptIssuingJurisdiction: null,
  exemptEffectiveDate: null,
  exemptExpirationDate: null,
  exemptDescription: null,
  exemptEntityUseCode: null,
  companyCode: null,
  VATId: null,
};

function taxInfoOf(
  before: TaxInfo | null,
  change: TaxInfoChange | null | undefined,
): TaxInfo | null {
  if (change === undefined) return before;
  return change && { ...NO_TAX_INFO, exemptStatus: "No", ...before, ...given(change) };
}

const BATCH = /^Batch([1-9]|[1-4]\d|50)$/;

function checked(account: Account): Account {
  const { batch, autoPay, defaultPaymentMethodId } = account;
  if (!BATCH.test(batch)) {
    refuse("INVALID_VALUE", "batch", "'batch' value should be one of: Batch1 to Batch50");
  }
  if (autoPay && defaultPaymentMethodId === null) {
    const message = "'autoPay' may not be true without a default payment method";
    refuse("NOT_ALLOWED", "autoPay", message);
  }
  return account;
}

function refuse(code: "INVALID_VALUE" | "NOT_ALLOWED", field: string, message: string): never {
  throw new BillingError(code, { field, message });
}

/** What an account is when nobody has said otherwise. */
const EMPTY = {
  status: "Active",
  billCycleDay: 0,
  bcdSettingOption: "AutoSet",
  paymentTerm: "Due Upon Receipt",
  batch: "Batch1",
  autoPay: false,
  defaultPaymentMethodId: null,
  parentId: null,
  crmId: null,
  notes: null,
  salesRep: null,
  customerServiceRepName: null,
  purchaseOrderNumber: null,
  profileNumber: null,
  communicationProfileId: null,
  invoiceTemplateId: null,
  creditMemoTemplateId: null,
  debitMemoTemplateId: null,
  summaryStatementTemplateId: null,
  sequenceSetId: null,
  paymentGateway: null,
  organizationId: null,
  organizationLabel: null,
  additionalEmailAddresses: [],
  invoiceDeliveryPrefsEmail: false,
  invoiceDeliveryPrefsPrint: false,
  partnerAccount: false,
  allowInvoiceEdit: false,
  taxInfo: null,
  customFields: {},
} as const;
