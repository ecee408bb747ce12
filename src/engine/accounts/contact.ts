import { BillingError } from "../errors.ts";
import type { Contact } from "../model/account.ts";
import type { CustomFields } from "../model/custom-fields.ts";
import { countryName } from "../values/country.ts";
import { stateName } from "../values/state.ts";

type OptionalText = Exclude<
  keyof Contact,
  "contactId" | "accountId" | "firstName" | "lastName" | "customFields"
>;

/** A contact as a caller describes it: what is left out is empty. */
export type ContactDefinition = {
  readonly firstName: string;
  readonly lastName: string;
  readonly customFields?: CustomFields | undefined;
} & { readonly [Field in OptionalText]?: string | null | undefined };

/** What changes of a contact: what is left out stays, null makes it empty. */
export type ContactChange = {
  readonly [Field in keyof ContactDefinition]?: ContactDefinition[Field] | undefined;
};

/**
 * A new contact, its country and state in full.
 *
 * Errors: INVALID_VALUE for a country, or a state of the United States or Canada, that does not exist.
 */
export const newContact = (
  contactId: string,
  accountId: string,
  { firstName, lastName, ...rest }: ContactDefinition,
): Contact => changedContact({ ...EMPTY, contactId, accountId, firstName, lastName }, rest);

/** The contact after `change`. Errors: as newContact. */
export function changedContact(contact: Contact, change: ContactChange): Contact {
  const given = Object.entries(change).filter(([, value]) => value !== undefined);
  const customFields = { ...contact.customFields, ...change.customFields };
  const changed: Contact = { ...contact, ...Object.fromEntries(given), customFields };
  const country = changed.country && countryInFull(changed.country);
  return { ...changed, country, state: changed.state && stateInFull(country, changed.state) };
}

/**
 * The contact without its person: names are a dummy's, and everything that could be written to,
 * called or visited is empty. Whose contact it is stays, and so do the tenant's own fields.
 */
export const scrubbedContact = ({ contactId, accountId, customFields }: Contact): Contact => ({
  ...EMPTY,
  contactId,
  accountId,
  firstName: SCRUBBED,
  lastName: SCRUBBED,
  customFields,
});

const SCRUBBED = "Scrubbed";

function countryInFull(country: string): string {
  const name = countryName(country);
  if (name === undefined) {
    const message = `'${country}' is not a valid country name or abbreviation`;
    throw new BillingError("INVALID_VALUE", { message });
  }
  return name;
}

function stateInFull(country: string | null, state: string): string {
  const name = stateName(country, state);
  if (name === undefined) {
    const message = `'${state}' is not a valid state or province of ${country}`;
    throw new BillingError("INVALID_VALUE", { message });
  }
  return name;
}

const EMPTY: Pick<Contact, OptionalText | "customFields"> = {
  nickname: null,
  address1: null,
  address2: null,
  city: null,
  country: null,
  county: null,
  state: null,
  postalCode: null,
  fax: null,
  homePhone: null,
  mobilePhone: null,
  otherPhone: null,
  otherPhoneType: null,
  workPhone: null,
  personalEmail: null,
  workEmail: null,
  taxRegion: null,
  contactDescription: null,
  customFields: {},
};
