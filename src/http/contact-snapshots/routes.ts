import { BillingError } from "#engine/errors.ts";
import { findContactSnapshot } from "#store/contact-snapshots.ts";
import { inTransaction } from "#store/database.ts";
import { type Route, route } from "../route.ts";
import { getContactSnapshot } from "./contract.ts";

export const contactSnapshotRoutes: readonly Route[] = [
  route(getContactSnapshot, async ({ database, entityId }, { params }) => {
    const { contactSnapshotId: key } = params;
    const found = await inTransaction(database, entityId, (tx) => findContactSnapshot(tx, key));
    if (!found) throw new BillingError("ENTITY_NOT_FOUND", { key });
    const { accountId: _, customFields: __, contactDescription, ...contact } = found.contact;
    return { ...contact, id: found.contactSnapshotId, description: contactDescription };
  }),
];
