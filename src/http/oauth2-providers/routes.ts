import { BillingError } from "#engine/errors.ts";
import {
  createOauth2Provider,
  deleteOauth2Provider,
  updateOauth2Provider,
} from "#operations/save-oauth2-provider.ts";
import { inTransaction } from "#store/database.ts";
import {
  findOauth2Provider,
  listOauth2Providers,
  type StoredOauth2Provider,
} from "#store/oauth2-providers.ts";
import { inUtc } from "../notifications/to-wire.ts";
import { type Route, route } from "../route.ts";
import * as contract from "./contract.ts";

export const oauth2ProviderRoutes: readonly Route[] = [
  route(contract.listOauth2Providers, async ({ database, entityId }) => {
    const found = await inTransaction(database, entityId, listOauth2Providers);
    return { data: found.map(toWire) };
  }),
  route(contract.createOauth2Provider, async (context, { body }) =>
    toWire(await createOauth2Provider(context, body)),
  ),
  route(contract.getOauth2Provider, async ({ database, entityId }, { params }) => {
    const found = await inTransaction(database, entityId, (tx) =>
      findOauth2Provider(tx, params.id),
    );
    if (!found) throw new BillingError("ENTITY_NOT_FOUND", { key: params.id });
    return toWire(found);
  }),
  route(contract.updateOauth2Provider, async (context, { params, body }) =>
    toWire(await updateOauth2Provider(context, params.id, body)),
  ),
  route(contract.deleteOauth2Provider, async (context, { params }) => {
    await deleteOauth2Provider(context, params.id);
    return {};
  }),
];

const toWire = (provider: StoredOauth2Provider) => ({
  id: provider.oauth2ProviderId,
  name: provider.name,
  tokenUrl: provider.tokenUrl,
  clientId: provider.clientId,
  clientSecret: null,
  authenticationMethod: provider.authenticationMethod,
  scope: provider.scope,
  audience: provider.audience,
  createdBy: provider.createdById,
  createdOn: inUtc(provider.createdAt),
  updatedBy: provider.updatedById,
  updatedOn: inUtc(provider.updatedAt),
});
