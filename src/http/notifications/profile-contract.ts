import { z } from "zod";
import { contract } from "../contract.ts";
import { fieldsQuery, read } from "../object-crud/contract.ts";
import * as wire from "../wire.ts";

const tag = "Communication Profiles";
const PATH = "/settings/communication-profiles";

const profile = z.object({
  id: wire.id,
  name: z.string(),
  number: z.string(),
  locale: z.string(),
  description: z.string().nullable(),
  isDefault: z.boolean(),
  muted: z.boolean(),
});

const fields = {
  name: wire.requiredText(255),
  number: wire.chosenNumber(50).describe("Left out: the next number."),
  locale: wire
    .requiredText(50)
    .describe("`default`: the entity's. My Account speaks its language; nothing else follows it."),
  description: wire.text(255).nullable(),
  muted: wire.boolean.describe("Whether its accounts are told nothing."),
};

const errors = ["ENTITY_NOT_FOUND", "NUMBER_IN_USE"] as const;

export const listCommunicationProfiles = contract({
  operation: "listCommunicationProfiles",
  method: "GET",
  path: PATH,
  summary: "Get all communication profiles",
  description:
    "Groups of accounts that are told of events alike. A notification definition is told for accounts of its profiles; accounts that name none are of the default, as is what happens to no account.",
  tag,
  response: z.array(profile),
  errors: [],
  envelope: "plain",
});

export const createCommunicationProfile = contract({
  operation: "createCommunicationProfile",
  method: "POST",
  path: PATH,
  summary: "Create a communication profile",
  tag,
  request: wire.body({
    ...z.object(fields).partial().shape,
    name: fields.name,
  }),
  response: profile,
  errors: ["NUMBER_IN_USE"],
  envelope: "plain",
});

export const getCommunicationProfile = contract({
  operation: "getCommunicationProfile",
  method: "GET",
  path: `${PATH}/{profileKey}`,
  summary: "Get a communication profile",
  tag,
  response: profile,
  errors: ["ENTITY_NOT_FOUND"],
  envelope: "plain",
});

export const updateCommunicationProfile = contract({
  operation: "updateCommunicationProfile",
  method: "PUT",
  path: `${PATH}/{profileKey}`,
  summary: "Update a communication profile",
  description: "What is left out stays.",
  tag,
  request: wire.body(z.object(fields).partial().shape),
  response: profile,
  errors,
  envelope: "plain",
});

export const readCommunicationProfileObject = contract({
  operation: "readCommunicationProfileObject",
  method: "GET",
  path: "/v1/object/communication-profile/{id}",
  summary: "CRUD: Retrieve a communication profile",
  tag,
  query: fieldsQuery,
  response: read,
  errors: ["ENTITY_NOT_FOUND"],
  envelope: "crud",
});
