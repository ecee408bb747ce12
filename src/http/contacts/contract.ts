import { z } from "zod";
import { contract } from "../contract.ts";
import * as wire from "../wire.ts";
import { contact } from "./contact-fields.ts";

export const getContact = contract({
  operation: "getContact",
  method: "GET",
  path: "/v1/contacts/{contactId}",
  summary: "Retrieve a contact",
  tag: "Contacts",
  response: z.looseObject({ ...contact.shape, accountId: wire.id, accountNumber: z.string() }),
  errors: ["ENTITY_NOT_FOUND"],
});
