/** Who may do what. Ours: the field has no REST API for roles and OAuth clients. */
import { z } from "zod";
import { PERMISSIONS } from "#engine/rights/permissions.ts";
import { contract } from "../contract.ts";
import * as wire from "../wire.ts";

const tag = "Rights";

const permission = z.enum(PERMISSIONS as [string, ...string[]]);
const permissions = z.array(permission);
const status = z.enum(["Active", "Inactive"]);
const name = wire.requiredText(100);

const limits = wire.namedOrganizations
  .min(1)
  .nullable()
  .optional()
  .describe(
    "Whose accounts he sees and may touch, with what hangs on them, beside those of no organization; " +
      "null: all. Who is limited so may not change what is of the whole entity.",
  );
const limitedTo = wire.organizationLabels.nullable().describe("Null: all that there are.");

const user = z.object({
  id: wire.id,
  userName: z.string(),
  firstName: z.string().nullable(),
  lastName: z.string().nullable(),
  workEmail: z.string().nullable(),
  status: z.string(),
  roles: z.array(z.string()),
  organizationLabels: limitedTo,
  createdDate: z.string(),
  updatedDate: z.string(),
  lastSeenDate: z
    .string()
    .nullable()
    .describe("When he last asked for anything in the console; null: he was never there."),
});

const details = {
  firstName: wire.text(100).nullable().optional(),
  lastName: wire.text(100).nullable().optional(),
  workEmail: wire.text(254).nullable().optional(),
  status: status
    .optional()
    .describe("Who is Inactive is refused, and so are his OAuth clients, within half a minute."),
  roles: z
    .array(wire.text(100))
    .max(50)
    .optional()
    .describe("Names of roles; nobody gives a role that may more than himself."),
  organizationLabels: limits,
};

export const listUsers = contract({
  operation: "listUsers",
  method: "GET",
  path: "/v1/users",
  summary: "List users",
  tag,
  query: wire.page(20),
  response: z.object({ users: z.array(user), nextPage: wire.nextPage }),
  errors: [],
});

export const getUser = contract({
  operation: "getUser",
  method: "GET",
  path: "/v1/users/{userKey}",
  summary: "Retrieve a user",
  description: "By id or user name.",
  tag,
  response: user,
  errors: ["ENTITY_NOT_FOUND"],
});

export const createUser = contract({
  operation: "createUser",
  method: "POST",
  path: "/v1/users",
  summary: "Create a user",
  description: "Somebody who can be given OAuth clients. Without roles, he may do nothing.",
  tag,
  request: wire.body({ userName: wire.requiredText(254), ...details }),
  response: user,
  errors: ["INVALID_VALUE", "NOT_ALLOWED", "NUMBER_IN_USE"],
});

export const updateUser = contract({
  operation: "updateUser",
  method: "PUT",
  path: "/v1/users/{userKey}",
  summary: "Update a user",
  description: "What is not given stays. The last active administrator stays one.",
  tag,
  request: wire.body(details),
  response: user,
  errors: ["ENTITY_NOT_FOUND", "INVALID_VALUE", "NOT_ALLOWED"],
});

export const setUserPassword = contract({
  operation: "setUserPassword",
  method: "POST",
  path: "/v1/users/{userKey}/password",
  summary: "Set the password of a user",
  description:
    "With which he signs in to the console; what he had signed in before ends. Nobody sets it of a user who may more than himself.",
  tag,
  request: wire.body({
    password: z.string().min(12).max(200).describe("At least 12 characters of whatever kind."),
  }),
  response: z.object({}),
  errors: ["ENTITY_NOT_FOUND", "NOT_ALLOWED"],
});

const role = z.object({
  id: wire.id.optional().describe("Standard roles have none."),
  name: z.string(),
  description: z.string().nullable(),
  isStandard: z.boolean(),
  permissions: z.array(z.string()),
});

export const listRoles = contract({
  operation: "listRoles",
  method: "GET",
  path: "/v1/roles",
  summary: "List roles",
  description: "Standard roles, which every entity has, and the entity's own.",
  tag,
  response: z.object({ roles: z.array(role) }),
  errors: [],
});

export const createRole = contract({
  operation: "createRole",
  method: "POST",
  path: "/v1/roles",
  summary: "Create a role",
  tag,
  request: wire.body({ name, description: wire.text(500).nullable().default(null), permissions }),
  response: role,
  errors: ["NOT_ALLOWED", "NUMBER_IN_USE"],
});

export const updateRole = contract({
  operation: "updateRole",
  method: "PUT",
  path: "/v1/roles/{roleKey}",
  summary: "Update a role",
  description:
    "What is not given stays. Users who have it may do what it says within half a minute.",
  tag,
  request: wire.body({
    name: name.optional(),
    description: wire.text(500).nullable().optional(),
    permissions: permissions.optional(),
  }),
  response: role,
  errors: ["ENTITY_NOT_FOUND", "NOT_ALLOWED", "NUMBER_IN_USE"],
});

export const deleteRole = contract({
  operation: "deleteRole",
  method: "DELETE",
  path: "/v1/roles/{roleKey}",
  summary: "Delete a role",
  description: "One that no user has.",
  tag,
  response: z.object({}),
  errors: ["ENTITY_NOT_FOUND", "NOT_ALLOWED"],
});

const client = z.object({
  clientId: z.string(),
  name: z.string().nullable(),
  userId: wire.id,
  userName: z.string(),
  permissions: z.array(z.string()).nullable().describe("Null: all that its user may."),
  organizationLabels: limitedTo,
  status: z.string(),
  createdDate: z.string(),
  formerSecretExpiresOn: z.string().nullable(),
  lastUsedDate: z.string().nullable().describe("Null: nobody has used it yet."),
});

const withSecret = client.extend({
  clientSecret: z.string().describe("Told this once: only its hash is kept."),
});

export const listOauthClients = contract({
  operation: "listOauthClients",
  method: "GET",
  path: "/v1/oauth-clients",
  summary: "List OAuth clients",
  tag,
  query: wire.page(20),
  response: z.object({ clients: z.array(client), nextPage: wire.nextPage }),
  errors: [],
});

export const createOauthClient = contract({
  operation: "createOauthClient",
  method: "POST",
  path: "/v1/oauth-clients",
  summary: "Create an OAuth client",
  tag,
  request: wire.body({
    userKey: wire.key.describe("Whose it is: id or user name."),
    name,
    permissions: permissions
      .nullable()
      .default(null)
      .describe(
        "At most these of the user's; without it, all of them, for who may do everything himself.",
      ),
    organizationLabels: limits,
  }),
  response: withSecret,
  errors: ["ENTITY_NOT_FOUND", "INVALID_VALUE", "NOT_ALLOWED"],
});

export const updateOauthClient = contract({
  operation: "updateOauthClient",
  method: "PUT",
  path: "/v1/oauth-clients/{clientId}",
  summary: "Update an OAuth client",
  tag,
  request: wire.body({
    name: name.optional(),
    permissions: permissions.nullable().optional(),
    organizationLabels: limits,
    status: status.optional(),
  }),
  response: client,
  errors: ["ENTITY_NOT_FOUND", "INVALID_VALUE", "NOT_ALLOWED"],
});

export const rotateClientSecret = contract({
  operation: "rotateClientSecret",
  method: "POST",
  path: "/v1/oauth-clients/{clientId}/secrets",
  summary: "Rotate the secret of an OAuth client",
  description: "The secret before works on for a while; one before that, no more.",
  tag,
  request: wire.body({
    graceSeconds: wire
      .intBetween(0, 30 * 86_400)
      .default(86_400)
      .describe("How long the present secret works on: a day, at most 30."),
  }),
  response: withSecret,
  errors: ["ENTITY_NOT_FOUND", "NOT_ALLOWED"],
});

export const deleteOauthClient = contract({
  operation: "deleteOauthClient",
  method: "DELETE",
  path: "/v1/oauth-clients/{clientId}",
  summary: "Delete an OAuth client",
  description: "And its tokens.",
  tag,
  response: z.object({}),
  errors: ["ENTITY_NOT_FOUND", "NOT_ALLOWED"],
});
