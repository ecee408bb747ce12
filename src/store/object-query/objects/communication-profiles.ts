/** ZOQL knows communication profiles, Object Query does not. */
import { boolean, id, number, type QueryObject, text, timestamp } from "../query-object.ts";

/** Source: the vendor's sample of Object_GETCommunicationProfile. */
export const communicationProfiles: QueryObject = {
  singular: "communicationProfile",
  from: "communication_profiles t",
  id: "t.communication_profile_id",
  numbers: ["t.profile_number"],
  defaultSort: "updatedDate",
  order: "t.profile_number",
  fields: {
    createdById: id("t.created_by_id"),
    createdDate: timestamp("t.created_at"),
    description: text("t.description"),
    id: id("t.communication_profile_id"),
    isDefault: boolean("t.is_default"),
    muted: boolean("t.muted"),
    profileName: text("t.name"),
    profileNumber: number("t.profile_number"),
    updatedById: id("t.updated_by_id"),
    updatedDate: timestamp("t.updated_at"),
  },
  relations: {},
};
