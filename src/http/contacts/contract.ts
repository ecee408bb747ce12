import { z } from "zod";
import { contract } from "../contract.ts";
import * as wire from "../wire.ts";
import { changedContact, contact, newContact } from "./contact-fields.ts";

const tag = "Contacts";
const response = z.looseObject({
  ...contact.shape,
  accountId: wire.id,
  accountNumber: z.string(),
});

/** Of the feature Ship To Contact, which this server does not have. */
export const OF_SHIPPING = ["asBillTo", "asShipTo", "asSoldTo"] as const;

export const createContact = contract({
  operation: "createContact",
  method: "POST",
  path: "/v1/contacts",
  summary: "Create a contact",
  description: "Of an account by its id, its number, or both where they are of one account.",
  tag,
  request: wire.body(
    {
      accountId: wire.key.optional(),
      accountNumber: wire.key.optional(),
      ...newContact.shape,
      ...wire.notYet(OF_SHIPPING),
    },
    wire.makes("Contact"),
  ),
  response,
  errors: ["ENTITY_NOT_FOUND", "MISSING_FIELD", "INVALID_VALUE", "NOT_ALLOWED", "NOT_SUPPORTED"],
  resource: "517000",
});

export const getContact = contract({
  operation: "getContact",
  method: "GET",
  path: "/v1/contacts/{contactId}",
  summary: "Retrieve a contact",
  tag,
  response,
  errors: ["ENTITY_NOT_FOUND"],
});

export const updateContact = contract({
  operation: "updateContact",
  method: "PUT",
  path: "/v1/contacts/{contactId}",
  summary: "Update a contact",
  description:
    "What is not given stays; null makes a field empty. Documents that were posted with a snapshot of the contact keep what it was.",
  tag,
  request: wire.body(
    { ...changedContact.shape, ...wire.notYet(OF_SHIPPING) },
    wire.changes("Contact"),
  ),
  response,
  errors: ["ENTITY_NOT_FOUND", "INVALID_VALUE", "NOT_SUPPORTED"],
  resource: "517000",
});

export const deleteContact = contract({
  operation: "deleteContact",
  method: "DELETE",
  path: "/v1/contacts/{contactId}",
  summary: "Delete a contact",
  description:
    "Only one that is the contact of nothing: not of its account, a subscription, a document or an order line item.",
  tag,
  response: z.object({}),
  errors: ["ENTITY_NOT_FOUND", "NOT_ALLOWED"],
});

export const scrubContact = contract({
  operation: "scrubContact",
  method: "PUT",
  path: "/v1/contacts/{contactId}/scrub",
  summary: "Scrub a contact",
  description:
    "Names become `Scrubbed`; addresses, telephone numbers, e-mail addresses and the description become empty, in the contact and in all snapshots of it. Cannot be undone.",
  tag,
  response: z.object({}),
  errors: ["ENTITY_NOT_FOUND"],
  resource: "517000",
});
