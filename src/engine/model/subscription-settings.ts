/** How a tenant treats subscriptions: what its orders must say, and what happens by itself. */
export type SubscriptionSettings = {
  /** Whether a subscription, or a change of one, waits until its day of service activation is given. */
  readonly requireServiceActivation: boolean;
  /** The same for the day of customer acceptance. */
  readonly requireCustomerAcceptance: boolean;
  /** Whether a subscription renews by itself that has no recurring charge left to go on. */
  readonly renewNoChargeSubscription: boolean;
};

/** As documented. */
export const DEFAULT_SUBSCRIPTION_SETTINGS: SubscriptionSettings = {
  requireServiceActivation: false,
  requireCustomerAcceptance: false,
  renewNoChargeSubscription: true,
};
