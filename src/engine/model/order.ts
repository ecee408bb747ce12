import type { NewAccount } from "../accounts/account.ts";
import type { Decimal } from "../values/decimal.ts";
import type { PlainDate } from "../values/plain-date.ts";
import type { EndDate, PriceChange, Recurrence, TriggerEvent } from "./charge.ts";
import type { ChargeRemoval, ChargeUpdate } from "./charge-changes.ts";
import type { DiscountDuration, DiscountOverride } from "./discount.ts";
import type { ModelTermsChange } from "./model-terms.ts";
import type { OrderedLineItem } from "./order-line-item.ts";
import type { PriceKind } from "./price-kind.ts";
import type { ProcessingOptions } from "./processing-options.ts";
import type { RampRequest } from "./ramp.ts";
import type { AppStore, RenewalSetting, Term } from "./subscription.ts";
import type { TaxTerms } from "./tax.ts";

/** The day of each trigger event that the action names; missing ones follow from the others. */
export type TriggerDates = {
  readonly ContractEffective: PlainDate | null;
  readonly ServiceActivation: PlainDate | null;
  readonly CustomerAcceptance: PlainDate | null;
};

/** What a charge of this subscription does differently from its product rate plan charge. */
export type ChargeOverride = {
  /** Id or number of the product rate plan charge. */
  readonly productRatePlanChargeKey: string;
  readonly chargeNumber: string | null;
  readonly description: string | null;
  /** What the order says the price is for; it must fit the charge. Null when no price is given. */
  readonly pricing: PriceKind | null;
  readonly price: Decimal | null;
  readonly quantity: Decimal | null;
  /** Absent: as in the catalog. */
  readonly modelTerms?: ModelTermsChange;
  /** Of a discount, whose price it also says. Absent: as in the catalog. */
  readonly discount?: DiscountOverride;
  /** Of a discount. Absent: its own trigger event and end date say it. */
  readonly duration?: DiscountDuration;
  /** Absent: the charge's own. */
  readonly priceChange?: PriceChange;
  /** Only the given fields replace those of the product rate plan charge. */
  readonly recurrence: { readonly [Field in keyof Recurrence]?: Recurrence[Field] };
  readonly triggerEvent: TriggerEvent | null;
  /** The day of SpecificDate. SpecificDate without it makes the charge pending. */
  readonly specificTriggerDate: PlainDate | null;
  readonly estimatedStartDate: PlainDate | null;
  readonly endDate: EndDate | null;
  readonly customFields?: Readonly<Record<string, unknown>>;
  /** How it is taxed, as far as not by the catalog. Absent: by the catalog. */
  readonly taxTerms?: Partial<TaxTerms>;
  /** A name for the charge that later actions of the order use. */
  readonly uniqueToken?: string;
};

/** How an order names a rate plan of the catalog. */
export type ProductRatePlanKey = {
  /** Id or number of the product rate plan. */
  readonly productRatePlanKey: string;
  /** Where the key is one of the ids that another system has for it. */
  readonly keyedBy?: "externalCatalogPlanId";
};

export type SubscribedRatePlan = ProductRatePlanKey & {
  readonly chargeOverrides: readonly ChargeOverride[];
  readonly customFields: Readonly<Record<string, unknown>>;
  /** The caller's own; absent: the next number. */
  readonly subscriptionRatePlanNumber?: string;
  /** A name for the rate plan that later actions of the order use. */
  readonly uniqueToken?: string;
  /** Absent: all. */
  readonly charges?: "thoseOverridden";
};

export type InitialTerm =
  | { readonly termType: "EVERGREEN"; readonly startDate: PlainDate | null }
  | ({ readonly termType: "TERMED"; readonly startDate: PlainDate | null } & Term);

export type CreateSubscriptionAction = {
  readonly type: "CreateSubscription";
  readonly subscriptionNumber: string | null;
  readonly initialTerm: InitialTerm;
  readonly autoRenew: boolean;
  readonly renewalSetting: RenewalSetting;
  readonly renewalTerm: Term | null;
  readonly ratePlans: readonly SubscribedRatePlan[];
  readonly invoiceSeparately: boolean;
  readonly notes: string | null;
  readonly paymentTerm: string | null;
  readonly billToContactId: string | null;
  /** Absent: the account's. */
  readonly soldToContactId?: string;
  /** Absent: the account's. */
  readonly shipToContactId?: string;
  /** Absent: the account's. */
  readonly sequenceSetId?: string;
  /** The store in which it was bought. */
  readonly externallyManagedBy?: AppStore;
  /** Null: the account's. */
  readonly currency: string | null;
  /** Absent: the account that orders. */
  readonly subscriptionOwnerAccountNumber?: string;
  /** Comes into being with the order, which from then on names it by its number. */
  readonly newSubscriptionOwnerAccount?: NewAccount;
  /** The account that orders, which it also is when absent. */
  readonly invoiceOwnerAccountNumber?: string;
};

export type CancelSubscriptionAction = {
  readonly type: "CancelSubscription";
  /** The day that the cancellation is booked on; absent: the order date. */
  readonly bookingDate?: PlainDate;
} & (
  | { readonly cancellationPolicy: "EndOfCurrentTerm" | "EndOfLastInvoicePeriod" }
  | { readonly cancellationPolicy: "SpecificDate"; readonly cancellationEffectiveDate: PlainDate }
);

/** How an action names a rate plan of the subscription; a product's only where it has one of it. */
export type RatePlanKey = {
  readonly by:
    | "ratePlanId"
    | "subscriptionRatePlanNumber"
    | "productRatePlanId"
    | "productRatePlanNumber"
    | "externalCatalogPlanId"
    /** Of a rate plan that an action before it in the same order has added. */
    | "uniqueToken";
  readonly key: string;
};

export type AddProductAction = {
  readonly type: "AddProduct";
  readonly ratePlan: SubscribedRatePlan;
};

export type UpdateProductAction = {
  readonly type: "UpdateProduct";
  readonly ratePlan: RatePlanKey;
  readonly chargeUpdates: readonly ChargeUpdate[];
  /** The day of all updates, where an update of a later day is there already. */
  readonly specificUpdateDate: PlainDate | null;
  /** Those that are given replace those of the rate plan. */
  readonly customFields: Readonly<Record<string, unknown>>;
};

export type RemoveProductAction = {
  readonly type: "RemoveProduct";
  readonly ratePlan: RatePlanKey;
  /** Absent: all charges go by their own trigger events. */
  readonly chargeUpdates?: readonly ChargeRemoval[];
  /** Those that are given replace those of the rate plan. */
  readonly customFields?: Readonly<Record<string, unknown>>;
};

/** Absent: stays as it is. Null: the account's again. */
export type BillingAttributes = {
  readonly paymentTerm?: string | null;
  readonly billToContactId?: string | null;
  readonly soldToContactId?: string | null;
  readonly shipToContactId?: string | null;
  readonly sequenceSetId?: string | null;
};

export type RenewSubscriptionAction = { readonly type: "RenewSubscription" } & BillingAttributes;

export type SuspendAction = {
  readonly type: "Suspend";
  /** The day that it is booked on; absent: the order date. */
  readonly bookingDate?: PlainDate;
} & (
  | { readonly suspendPolicy: "Today" | "EndOfLastInvoicePeriod" }
  | { readonly suspendPolicy: "FixedPeriodsFromToday"; readonly suspendPeriods: Term }
  | { readonly suspendPolicy: "SpecificDate"; readonly suspendSpecificDate: PlainDate }
);

export type ResumeAction = {
  readonly type: "Resume";
  /** The day that it is booked on; absent: the order date. */
  readonly bookingDate?: PlainDate;
  /** By as many days as the suspension had. */
  readonly extendsTerm: boolean;
} & (
  | { readonly resumePolicy: "Today" | "SuspendDate" }
  | {
      readonly resumePolicy: "FixedPeriodsFromToday" | "FixedPeriodsFromSuspendDate";
      readonly resumePeriods: Term;
    }
  | { readonly resumePolicy: "SpecificDate"; readonly resumeSpecificDate: PlainDate }
);

/** "PlanChanged" where the caller does not say which it is. */
export type PlanChangeType = "Upgrade" | "Downgrade" | "Crossgrade" | "PlanChanged";

export type ChangePlanAction = {
  readonly type: "ChangePlan";
  readonly ratePlan: RatePlanKey;
  readonly newRatePlan: SubscribedRatePlan;
  readonly subType: PlanChangeType;
  readonly effectivePolicy: "EffectiveImmediately" | "EffectiveEndOfBillingPeriod" | "SpecificDate";
};
/** The current term as it is to be. Of length and end date one is enough. */
export type LastTerm = {
  /** Null: as it is. */
  readonly startDate: PlainDate | null;
} & (
  | { readonly termType: "EVERGREEN" }
  | {
      readonly termType: "TERMED";
      readonly length: Term | null;
      readonly endDate: PlainDate | null;
    }
);

/** What is absent stays as it is. */
export type TermsAndConditionsAction = {
  readonly type: "TermsAndConditions";
  readonly autoRenew?: boolean;
  readonly renewalSetting?: RenewalSetting;
  /** Null: none, so that it does not renew for a term. */
  readonly renewalTerm?: Term | null;
  readonly lastTerm?: LastTerm;
  readonly notes?: string;
} & BillingAttributes &
  ScheduledDates;

/** Days on which a subscription changes by itself. Absent: stays as it is. Null: no longer. */
export type ScheduledDates = {
  readonly scheduledCancelDate?: PlainDate | null;
  readonly scheduledSuspendDate?: PlainDate | null;
  readonly scheduledResumeDate?: PlainDate | null;
};

/** What is absent stays as it is. */
export type OwnerTransferAction = {
  readonly type: "OwnerTransfer";
  /** The account that is to own the subscription. */
  readonly destinationAccountNumber?: string;
  /** The account that is to be billed for it. */
  readonly destinationInvoiceAccountNumber?: string;
} & BillingAttributes;

/** What an action does; each type has a file in engine/order-actions. */
export type OrderAction =
  | CreateSubscriptionAction
  | AddProductAction
  | UpdateProductAction
  | RemoveProductAction
  | ChangePlanAction
  | TermsAndConditionsAction
  | RenewSubscriptionAction
  | SuspendAction
  | ResumeAction
  | OwnerTransferAction
  | CancelSubscriptionAction;
export type OrderActionType = OrderAction["type"];

/** An action as it was ordered. */
export type OrderedAction = {
  readonly action: OrderAction;
  readonly triggerDates: TriggerDates;
  readonly changeReason: string | null;
  readonly customFields: Readonly<Record<string, unknown>>;
};

/** All that one order does to one subscription: together they make one new version. */
export type OrderedSubscription = {
  /** Null to create one. */
  readonly subscriptionNumber: string | null;
  readonly customFields: Readonly<Record<string, unknown>>;
  /** Of the subscription once the actions are done, whatever they say. Absent: as it is. */
  readonly notes?: string;
  readonly orderActions: readonly OrderedAction[];
  /** Once the actions are done. Absent: as it is. */
  readonly ramp?: RampRequest;
};

/** The day on which a scheduled order is executed. */
export type SchedulingOptions = {
  readonly scheduledDate: PlainDate;
  readonly scheduledDatePolicy: "SpecificDate";
};

export type Order = {
  /** Null: the next number. */
  readonly orderNumber: string | null;
  /** What the order is to be; null: Completed, or Pending where it needs a date that is not there. */
  readonly status: "Draft" | "Pending" | "Completed" | "Scheduled" | null;
  /** Of a Scheduled order only. */
  readonly schedulingOptions: SchedulingOptions | null;
  readonly orderDate: PlainDate;
  readonly category: "NewSales" | "Return";
  readonly description: string | null;
  readonly reasonCode: string | null;
  readonly customFields: Readonly<Record<string, unknown>>;
  /** Id or number of the account that orders. */
  readonly accountKey: string;
  readonly subscriptions: readonly OrderedSubscription[];
  /** Absent: none. */
  readonly orderLineItems?: readonly OrderedLineItem[];
  readonly processingOptions: ProcessingOptions;
};
