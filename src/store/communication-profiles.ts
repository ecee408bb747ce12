import { sql, type Transaction } from "./database.ts";
import { idOf } from "./ids.ts";

/** A group of accounts that are told of events alike. */
export type CommunicationProfile = {
  readonly communicationProfileId: string;
  readonly profileNumber: string;
  readonly name: string;
  /** "default": the entity's. */
  readonly locale: string;
  readonly description: string | null;
  /** Of accounts that name none. */
  readonly isDefault: boolean;
  /** Its accounts are told nothing. */
  readonly muted: boolean;
};

export type StoredProfile = CommunicationProfile & {
  /** Null of the default, until somebody changes it. */
  readonly createdById: string | null;
  readonly createdAt: Date;
  readonly updatedById: string | null;
  readonly updatedAt: Date;
};

type Author = { readonly userId: string; readonly now: string };

export async function saveNewProfile(
  tx: Transaction,
  profile: CommunicationProfile,
  { userId, now }: Author,
): Promise<void> {
  await sql`
    insert into communication_profiles (communication_profile_id, profile_number, name, locale,
      description, muted, created_by_id, created_at, updated_by_id, updated_at)
    values (${profile.communicationProfileId}, ${profile.profileNumber}, ${profile.name},
      ${profile.locale}, ${profile.description}, ${profile.muted}, ${userId}, ${now}, ${userId},
      ${now})
  `.execute(tx);
}

/** Accounts of it have its number beside its id. */
export async function saveProfile(
  tx: Transaction,
  profile: CommunicationProfile,
  { userId, now }: Author,
): Promise<void> {
  const { communicationProfileId: id, profileNumber } = profile;
  await sql`
    update communication_profiles set profile_number = ${profileNumber}, name = ${profile.name},
      locale = ${profile.locale}, description = ${profile.description}, muted = ${profile.muted},
      updated_by_id = ${userId}, updated_at = ${now}
    where communication_profile_id = ${id}::uuid
  `.execute(tx);
  await sql`
    update accounts set profile_number = ${profileNumber}
    where communication_profile_id = ${id} and profile_number is distinct from ${profileNumber}
  `.execute(tx);
}

/** By id or number. */
export async function findProfile(
  tx: Transaction,
  key: string,
): Promise<StoredProfile | undefined> {
  const { rows } = await sql<ProfileRow>`
    select * from communication_profiles
    where communication_profile_id = ${idOf(key)}::uuid or profile_number = ${key}
    order by (communication_profile_id = ${idOf(key)}::uuid) desc nulls last limit 1
  `.execute(tx);
  return rows.map(toProfile)[0];
}

export async function findDefaultProfile(tx: Transaction): Promise<StoredProfile> {
  const { rows } = await sql<ProfileRow>`
    select * from communication_profiles where is_default
  `.execute(tx);
  const [found] = rows.map(toProfile);
  if (!found) throw new Error("an entity has a default communication profile");
  return found;
}

/** All of an entity, by number. */
export async function listProfiles(tx: Transaction): Promise<StoredProfile[]> {
  const { rows } = await sql<ProfileRow>`
    select * from communication_profiles order by profile_number
  `.execute(tx);
  return rows.map(toProfile);
}

type ProfileRow = {
  communication_profile_id: string;
  profile_number: string;
  name: string;
  locale: string;
  description: string | null;
  is_default: boolean;
  muted: boolean;
  created_by_id: string | null;
  created_at: Date;
  updated_by_id: string | null;
  updated_at: Date;
};

const toProfile = (row: ProfileRow): StoredProfile => ({
  communicationProfileId: row.communication_profile_id,
  profileNumber: row.profile_number,
  name: row.name,
  locale: row.locale,
  description: row.description,
  isDefault: row.is_default,
  muted: row.muted,
  createdById: row.created_by_id,
  createdAt: row.created_at,
  updatedById: row.updated_by_id,
  updatedAt: row.updated_at,
});
