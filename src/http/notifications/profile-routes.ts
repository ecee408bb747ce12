import { BillingError } from "#engine/errors.ts";
import {
  createCommunicationProfile,
  profileOf,
  updateCommunicationProfile,
} from "#operations/save-communication-profile.ts";
import { findProfile, listProfiles, type StoredProfile } from "#store/communication-profiles.ts";
import { inTransaction } from "#store/database.ts";
import { requiredId } from "../object-crud/payment-routes.ts";
import { shown } from "../object-crud/to-wire.ts";
import { type Route, route } from "../route.ts";
import { offsetTimestamp } from "../timestamps.ts";
import * as contract from "./profile-contract.ts";

export const profileRoutes: readonly Route[] = [
  route(contract.listCommunicationProfiles, async ({ database, entityId }) =>
    (await inTransaction(database, entityId, listProfiles)).map(toProfile),
  ),
  route(contract.createCommunicationProfile, async (context, { body }) => {
    const { name, number: profileNumber, locale = "default", description = null } = body;
    const { muted = false } = body;
    const given = { name, profileNumber, locale, description, muted };
    return toProfile(await createCommunicationProfile(context, given));
  }),
  route(contract.getCommunicationProfile, async ({ database, entityId }, { params }) =>
    toProfile(await inTransaction(database, entityId, (tx) => profileOf(tx, params.profileKey))),
  ),
  route(contract.updateCommunicationProfile, async (context, { params, body }) => {
    const { number: profileNumber, ...change } = body;
    const changed = { ...change, profileNumber };
    return toProfile(await updateCommunicationProfile(context, params.profileKey, changed));
  }),
  route(contract.readCommunicationProfileObject, async (context, { params, query }) => {
    const id = requiredId(params.id);
    const found = await inTransaction(context.database, context.entityId, (tx) =>
      findProfile(tx, id),
    );
    if (!found) throw new BillingError("ENTITY_NOT_FOUND", { key: params.id });
    return shown(toProfileObject(found, context.timeZone), query.fields);
  }),
];

const toProfile = (stored: StoredProfile) => ({
  id: stored.communicationProfileId,
  name: stored.name,
  number: stored.profileNumber,
  locale: stored.locale,
  description: stored.description,
  isDefault: stored.isDefault,
  muted: stored.muted,
});

const toProfileObject = (stored: StoredProfile, timeZone: string) => ({
  CreatedById: stored.createdById,
  CreatedDate: offsetTimestamp(stored.createdAt, timeZone),
  Description: stored.description,
  Id: stored.communicationProfileId,
  IsDefault: stored.isDefault,
  Muted: stored.muted,
  ProfileName: stored.name,
  ProfileNumber: stored.profileNumber,
  UpdatedById: stored.updatedById,
  UpdatedDate: offsetTimestamp(stored.updatedAt, timeZone),
});
