/** Start policies are of a discount that is added: not of one that is there, and is changed. */
export const POLICIES = ["periodsAfterChargeStart", "startDatePolicy", "startPeriodsType"] as const;
