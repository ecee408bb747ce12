/** Between the engine's contacts and the wire's: `postalCode` is `zipCode` there. */

import type { z } from "zod";
import type { ContactChange, ContactDefinition } from "#engine/accounts/contact.ts";
import { shownFields } from "#engine/custom-fields/shown-fields.ts";
import type { Contact } from "#engine/model/account.ts";
import { withoutCustomFields } from "../custom-fields.ts";
import type { briefContact, changedContact, contact, newContact } from "./contact-fields.ts";

export function toDefinition(body: z.output<typeof newContact>): ContactDefinition {
  const { fields, customFields } = withoutCustomFields(body);
  const { zipCode: postalCode, ...rest } = fields;
  return { ...rest, postalCode, customFields };
}

export function toChange(body: z.output<typeof changedContact>): ContactChange {
  const { fields, customFields } = withoutCustomFields(body);
  const { zipCode: postalCode, ...rest } = fields;
  return { ...rest, postalCode, customFields };
}

export const toContact = (stored: Contact): z.input<typeof contact> => ({
  address1: stored.address1,
  address2: stored.address2,
  city: stored.city,
  country: stored.country,
  county: stored.county,
  fax: stored.fax,
  firstName: stored.firstName,
  homePhone: stored.homePhone,
  id: stored.contactId,
  lastName: stored.lastName,
  mobilePhone: stored.mobilePhone,
  nickname: stored.nickname,
  otherPhone: stored.otherPhone,
  otherPhoneType: stored.otherPhoneType,
  personalEmail: stored.personalEmail,
  state: stored.state,
  taxRegion: stored.taxRegion,
  workEmail: stored.workEmail,
  workPhone: stored.workPhone,
  zipCode: stored.postalCode,
  ...shownFields("Contact", stored.customFields),
  contactDescription: stored.contactDescription,
});

export const toBriefContact = (stored: Contact): z.input<typeof briefContact> => ({
  address1: stored.address1,
  address2: stored.address2,
  city: stored.city,
  country: stored.country,
  county: stored.county,
  fax: stored.fax,
  firstName: stored.firstName,
  id: stored.contactId,
  lastName: stored.lastName,
  state: stored.state,
  taxRegion: stored.taxRegion,
  workEmail: stored.workEmail,
  workPhone: stored.workPhone,
  zipCode: stored.postalCode,
});
