import { BillingError } from "#engine/errors.ts";
import { type Permission, STANDARD_ROLES } from "#engine/rights/permissions.ts";
import {
  createOauthClient,
  deleteOauthClient,
  rotateClientSecret,
  updateOauthClient,
} from "#operations/save-oauth-clients.ts";
import { createRole, deleteRole, updateRole } from "#operations/save-roles.ts";
import { createUser, updateUser } from "#operations/save-users.ts";
import { setUserPassword } from "#operations/set-user-password.ts";
import { inTransaction } from "#store/database.ts";
import { listOauthClients, type ManagedClient } from "#store/oauth-clients.ts";
import { findUser, listRoles, listUsers, type Role, type User } from "#store/users.ts";
import { toOrganizationLabels } from "../organizations/labels.ts";
import { nextPage, pageOf } from "../paging.ts";
import { type Route, route } from "../route.ts";
import { timestamp } from "../timestamps.ts";
import * as contract from "./contract.ts";

export const rightsRoutes: readonly Route[] = [
  route(contract.listUsers, async ({ database, entityId, timeZone }, call) => {
    const users = await inTransaction(database, entityId, listUsers);
    const { shown, hasMore } = pageOf(users, call.query);
    return {
      users: shown.map((user) => toUser(user, timeZone)),
      nextPage: nextPage(call, call.query, hasMore),
    };
  }),
  route(
    contract.getUser,
    async ({ database, entityId, timeZone }, { params: { userKey: key } }) => {
      const user = await inTransaction(database, entityId, (tx) => findUser(tx, key));
      if (!user) throw new BillingError("ENTITY_NOT_FOUND", { key });
      return toUser(user, timeZone);
    },
  ),
  route(contract.createUser, async (context, { body }) =>
    toUser(await createUser(context, body), context.timeZone),
  ),
  route(contract.updateUser, async (context, { params, body }) =>
    toUser(await updateUser(context, params.userKey, body), context.timeZone),
  ),
  route(contract.setUserPassword, async (context, { params, body }) => {
    await setUserPassword(context, { ...params, ...body });
    return {};
  }),
  route(contract.listRoles, async ({ database, entityId }) => {
    const standard = Object.entries(STANDARD_ROLES).map(([name, permissions]) => ({
      name,
      description: null,
      isStandard: true,
      permissions: [...permissions],
    }));
    const own = await inTransaction(database, entityId, listRoles);
    return { roles: [...standard, ...own.map(toRole)] };
  }),
  route(contract.createRole, async (context, { body }) => {
    const permissions = body.permissions as Permission[];
    return toRole(await createRole(context, { ...body, permissions }));
  }),
  route(contract.updateRole, async (context, { params, body }) => {
    const { name, description } = body;
    const permissions = body.permissions as Permission[] | undefined;
    return toRole(await updateRole(context, params.roleKey, { name, description, permissions }));
  }),
  route(contract.deleteRole, async (context, { params }) => {
    await deleteRole(context, params.roleKey);
    return {};
  }),
  route(contract.listOauthClients, async ({ database, entityId, timeZone }, call) => {
    const clients = await inTransaction(database, entityId, listOauthClients);
    const { shown, hasMore } = pageOf(clients, call.query);
    return {
      clients: shown.map((client) => toClient(client, timeZone)),
      nextPage: nextPage(call, call.query, hasMore),
    };
  }),
  route(contract.createOauthClient, async (context, { body }) => {
    const permissions = body.permissions as Permission[] | null;
    const { client, clientSecret } = await createOauthClient(context, { ...body, permissions });
    return { ...toClient(client, context.timeZone), clientSecret };
  }),
  route(contract.updateOauthClient, async (context, { params, body }) => {
    const { name, status, organizationLabels } = body;
    const permissions = body.permissions as Permission[] | null | undefined;
    const change = { name, status, permissions, organizationLabels };
    return toClient(await updateOauthClient(context, params.clientId, change), context.timeZone);
  }),
  route(contract.rotateClientSecret, async (context, { params, body }) => {
    const { graceSeconds } = body;
    const made = await rotateClientSecret(context, params.clientId, graceSeconds);
    return { ...toClient(made.client, context.timeZone), clientSecret: made.clientSecret };
  }),
  route(contract.deleteOauthClient, async (context, { params }) => {
    await deleteOauthClient(context, params.clientId);
    return {};
  }),
];

const toUser = (
  { userId: id, createdAt, updatedAt, lastSeenAt, roles, organizations, ...rest }: User,
  timeZone: string,
) => {
  const { organizationIds: _, ...user } = rest;
  return {
    id,
    ...user,
    roles: [...roles],
    organizationLabels: organizations && toOrganizationLabels(organizations),
    createdDate: timestamp(createdAt, timeZone),
    updatedDate: timestamp(updatedAt, timeZone),
    lastSeenDate: lastSeenAt && timestamp(lastSeenAt, timeZone),
  };
};

const toRole = ({ roleId: id, name, description, permissions }: Role) => ({
  id,
  name,
  description,
  isStandard: false,
  permissions: [...permissions],
});

const toClient = (stored: ManagedClient, timeZone: string) => {
  const { createdAt, formerSecretExpiresAt, lastUsedAt, permissions, ...rest } = stored;
  const { organizations, organizationIds: _, ...client } = rest;
  return {
    ...client,
    organizationLabels: organizations && toOrganizationLabels(organizations),
    permissions: permissions && [...permissions],
    createdDate: timestamp(createdAt, timeZone),
    formerSecretExpiresOn: formerSecretExpiresAt && timestamp(formerSecretExpiresAt, timeZone),
    lastUsedDate: lastUsedAt && timestamp(lastUsedAt, timeZone),
  };
};
