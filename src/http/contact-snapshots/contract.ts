import { z } from "zod";
import { contract } from "../contract.ts";
import * as wire from "../wire.ts";

const text = z.string().nullable();

export const getContactSnapshot = contract({
  operation: "getContactSnapshot",
  method: "GET",
  path: "/v1/contact-snapshots/{contactSnapshotId}",
  summary: "Retrieve a contact snapshot",
  description:
    "What a contact was when a document was posted, with the billing rule `takeContactSnapshot`.",
  tag: "Contact Snapshots",
  response: z.object({
    address1: text,
    address2: text,
    city: text,
    contactId: wire.id,
    country: text,
    county: text,
    description: text,
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
    postalCode: text,
    state: text,
    taxRegion: text,
    workEmail: text,
    workPhone: text,
  }),
  errors: ["ENTITY_NOT_FOUND"],
});
