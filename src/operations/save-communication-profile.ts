import { BillingError } from "#engine/errors.ts";
import {
  type CommunicationProfile,
  findDefaultProfile,
  findProfile,
  type StoredProfile,
  saveNewProfile,
  saveProfile,
} from "#store/communication-profiles.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import { newId } from "#store/ids.ts";
import { nextNumber } from "#store/numbers.ts";
import { authorOf, type Context } from "./context.ts";

export type ProfileToCreate = Omit<
  CommunicationProfile,
  "communicationProfileId" | "profileNumber" | "isDefault"
> & {
  /** Undefined: the next number. */
  readonly profileNumber: string | undefined;
};

/** Errors: NUMBER_IN_USE. */
export const createCommunicationProfile = (
  context: Context,
  { profileNumber: chosen, ...given }: ProfileToCreate,
): Promise<StoredProfile> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const profileNumber = chosen ?? (await nextNumber(tx, "communication_profile"));
    await refuseUsedNumber(tx, profileNumber);
    const profile = { ...given, communicationProfileId: newId(), profileNumber, isDefault: false };
    await saveNewProfile(tx, profile, authorOf(context));
    return profileOf(tx, profile.communicationProfileId);
  });

export type ChangedProfile = {
  readonly [Name in Exclude<keyof CommunicationProfile, "communicationProfileId" | "isDefault">]?:
    | CommunicationProfile[Name]
    | undefined;
};

/** What is left out stays. Errors: ENTITY_NOT_FOUND, NUMBER_IN_USE. */
export const updateCommunicationProfile = (
  context: Context,
  key: string,
  change: ChangedProfile,
): Promise<StoredProfile> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const before = await profileOf(tx, key);
    const { profileNumber = before.profileNumber, name = before.name } = change;
    const { locale = before.locale, muted = before.muted } = change;
    const { description = before.description } = change;
    if (profileNumber !== before.profileNumber) await refuseUsedNumber(tx, profileNumber);
    const profile = { ...before, profileNumber, name, locale, muted, description };
    await saveProfile(tx, profile, authorOf(context));
    return profileOf(tx, before.communicationProfileId);
  });

/** Errors: ENTITY_NOT_FOUND. */
export async function profileOf(tx: Transaction, key: string): Promise<StoredProfile> {
  const found = await findProfile(tx, key);
  if (!found) throw new BillingError("ENTITY_NOT_FOUND", { key });
  return found;
}

async function refuseUsedNumber(tx: Transaction, number: string): Promise<void> {
  if (!(await findProfile(tx, number))) return;
  throw new BillingError("NUMBER_IN_USE", { field: "Communication profile", number });
}

/** How an account names its profile; undefined where nothing is said, empty for the default. */
export type NamedProfile = {
  readonly communicationProfileId?: string | null | undefined;
  readonly profileNumber?: string | null | undefined;
};

/**
 * Id and number of the profile that an account is to have. Errors: ENTITY_NOT_FOUND; NOT_ALLOWED where
 * both are given and are two.
 */
export async function namedProfile(
  tx: Transaction,
  { communicationProfileId: id, profileNumber: number }: NamedProfile,
): Promise<{ readonly communicationProfileId: string; readonly profileNumber: string }> {
  const key = id || number;
  const profile = key ? await profileOf(tx, key) : await findDefaultProfile(tx);
  const { communicationProfileId, profileNumber } = profile;
  if (!number || number === profileNumber) return { communicationProfileId, profileNumber };
  const message = "'communicationProfileId' and 'profileNumber' are of two profiles.";
  throw new BillingError("NOT_ALLOWED", { message });
}
