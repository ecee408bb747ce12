/** The fields of a contact on the v1 wire, in requests and answers. */
import { z } from "zod";
import * as wire from "../wire.ts";

/** Texts of a contact, which may be empty. */
export const texts = {
  address1: wire.text(255),
  address2: wire.text(255),
  city: wire.text(40),
  contactDescription: wire.text(100),
  country: wire.text(64).describe("A name, or an ISO 3166 code of two or three letters."),
  county: wire.text(32),
  fax: wire.text(40),
  homePhone: wire.text(40),
  mobilePhone: wire.text(100),
  nickname: wire.text(100),
  otherPhone: wire.text(40),
  otherPhoneType: z.enum(["Work", "Mobile", "Home", "Other"]),
  personalEmail: wire.text(80),
  state: wire.text(40).describe("A name, or a code in the United States and Canada."),
  taxRegion: wire.text(32),
  workEmail: wire.text(80),
  workPhone: wire.text(40),
  zipCode: wire.text(20),
};

/** Of a contact that is made: what is not given is empty. */
export const newContact = wire.body(
  {
    firstName: wire.requiredText(100),
    lastName: wire.requiredText(100),
    ...z.object(texts).partial().shape,
  },
  wire.makes("Contact"),
);

/** Of a contact that is changed: what is not given stays, null makes it empty. */
export const changedContact = wire.body(
  {
    firstName: wire.requiredText(100).optional(),
    lastName: wire.requiredText(100).optional(),
    ...z.object(nullable(texts)).partial().shape,
  },
  wire.changes("Contact"),
);

function nullable<Shape extends Record<string, z.ZodType>>(shape: Shape) {
  const fields = Object.entries(shape).map(([name, field]) => [name, field.nullable()]);
  return Object.fromEntries(fields) as { [Name in keyof Shape]: z.ZodNullable<Shape[Name]> };
}

const text = z.string().nullable();

/** As it is answered: nothing is left out. `contactDescription` follows the custom fields. */
export const contact = z.looseObject({
  address1: text,
  address2: text,
  city: text,
  country: text.describe("In full: United States."),
  county: text,
  fax: text,
  firstName: z.string(),
  homePhone: text,
  id: wire.id,
  lastName: z.string(),
  mobilePhone: text,
  nickname: text,
  otherPhone: text,
  otherPhoneType: text,
  personalEmail: text,
  state: text.describe("In full for the United States and Canada: California."),
  taxRegion: text,
  workEmail: text,
  workPhone: text,
  zipCode: text,
  contactDescription: text,
});

/** In an account's summary. */
export const briefContact = z.object({
  address1: text,
  address2: text,
  city: text,
  country: text,
  county: text,
  fax: text,
  firstName: z.string(),
  id: wire.id,
  lastName: z.string(),
  state: text,
  taxRegion: text,
  workEmail: text,
  workPhone: text,
  zipCode: text,
});
