import {
  always,
  boolean,
  id,
  notHeld,
  type QueryObject,
  text,
  timestamp,
} from "../query-object.ts";

const isContactOfAccount = (column: string) => `exists (
  select from accounts a where a.account_id = t.account_id and a.${column} = t.contact_id)`;

/** Source: the vendor's samples of queryContacts and ExpandedContact of its SDKs. */
export const contacts: QueryObject = {
  singular: "contact",
  from: "contacts t",
  id: "t.contact_id",
  numbers: [],
  defaultSort: "updatedDate",
  customFields: "t.custom_fields",
  fields: {
    accountId: id("t.account_id"),
    address1: text("t.address1"),
    address2: text("t.address2"),
    asBillTo: boolean(isContactOfAccount("bill_to_contact_id")),
    asShipTo: always(false),
    asSoldTo: boolean(isContactOfAccount("sold_to_contact_id")),
    city: text("t.city"),
    country: text("t.country"),
    county: text("t.county"),
    createdById: notHeld,
    createdDate: timestamp("t.created_at"),
    description: text("t.description"),
    fax: text("t.fax"),
    firstName: text("t.first_name"),
    homePhone: text("t.home_phone"),
    id: id("t.contact_id"),
    lastName: text("t.last_name"),
    mobilePhone: text("t.mobile_phone"),
    nickName: text("t.nickname"),
    otherPhone: text("t.other_phone"),
    otherPhoneType: text("t.other_phone_type"),
    personalEmail: text("t.personal_email"),
    postalCode: text("t.postal_code"),
    state: text("t.state"),
    taxRegion: text("t.tax_region"),
    updatedById: notHeld,
    updatedDate: timestamp("t.updated_at"),
    workEmail: text("t.work_email"),
    workPhone: text("t.work_phone"),
  },
  relations: {},
};
