/** Organizations within the entity. Ours: the field has no REST API to define them. */
import { z } from "zod";
import { contract } from "../contract.ts";
import * as wire from "../wire.ts";

const tag = "Organizations";

const organization = z.object({
  id: z.string().describe("Written as a UUID, as headers and labels take it."),
  name: z.string(),
  parentId: z.string().nullable().describe("What it is a part of."),
  createdDate: wire.timestamp,
  updatedDate: wire.timestamp,
});

const name = wire.requiredText(255);
const parentKey = wire.key
  .nullable()
  .optional()
  .describe("Id or name of what it is a part of. Whoever may see that does not see this by it.");

export const listOrganizations = contract({
  operation: "listOrganizations",
  method: "GET",
  path: "/v1/organizations",
  summary: "List organizations",
  description: "Whoever is limited to some sees those.",
  tag,
  response: z.object({ organizations: z.array(organization) }),
  errors: [],
});

export const getOrganization = contract({
  operation: "getOrganization",
  method: "GET",
  path: "/v1/organizations/{organizationKey}",
  summary: "Retrieve an organization",
  description: "By id or name.",
  tag,
  response: organization,
  errors: ["ENTITY_NOT_FOUND"],
});

export const createOrganization = contract({
  operation: "createOrganization",
  method: "POST",
  path: "/v1/organizations",
  summary: "Create an organization",
  description:
    "Accounts are labelled with it, users, OAuth clients and tokens limited to it, requests by Zuora-Org-Ids.",
  tag,
  request: wire.body({ name, parentKey }),
  response: organization,
  errors: ["ENTITY_NOT_FOUND", "NUMBER_IN_USE"],
});

export const updateOrganization = contract({
  operation: "updateOrganization",
  method: "PUT",
  path: "/v1/organizations/{organizationKey}",
  summary: "Update an organization",
  description: "What is not given stays. Its accounts stay its own, by whatever name.",
  tag,
  request: wire.body({ name: name.optional(), parentKey }),
  response: organization,
  errors: ["ENTITY_NOT_FOUND", "NOT_ALLOWED", "NUMBER_IN_USE"],
});

export const deleteOrganization = contract({
  operation: "deleteOrganization",
  method: "DELETE",
  path: "/v1/organizations/{organizationKey}",
  summary: "Delete an organization",
  description: "One that nothing is of, and nobody limited to.",
  tag,
  response: z.object({}),
  errors: ["ENTITY_NOT_FOUND", "NOT_ALLOWED"],
});
