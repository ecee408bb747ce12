import * as wire from "../wire.ts";

/** What an item of a document says that makes up for a commitment; null on all others. */
export const ofCommitment = {
  commitmentId: wire.id.nullable(),
  commitmentPeriodId: wire.id.nullable(),
};
