import {
  boolean,
  date,
  id,
  integer,
  notHeld,
  number,
  one,
  type QueryObject,
  text,
  timestamp,
} from "../query-object.ts";

const account = ["t.account_id", "t.account_id"] as const;

const triggerDate = (name: string) => `(t.trigger_dates ->> '${name}')::date`;

/** Of the version that the action made, perhaps of another account than the order. */
const ofVersion = (column: string) => `(select s.${column} from subscriptions s
  where s.entity_id = t.entity_id and s.subscription_number = t.subscription_number
  and s.version = t.new_version)`;

const created = (column: string) =>
  `case when t.type = 'CreateSubscription' then ${ofVersion(column)} end`;

/** A scheduled order has none before it is executed. Source: the vendor's samples of queryOrderActions and ExpandedOrderAction of its SDKs. */
export const orderActions: QueryObject = {
  singular: "orderAction",
  from: `order_actions t join orders o
    on o.account_id = t.account_id and o.order_id = t.order_id
    and (o.scheduled_date is null or t.new_version is not null)`,
  id: "t.order_action_id",
  numbers: [],
  defaultSort: "updatedDate",
  order: "t.sequence, t.order_action_id",
  customFields: "t.custom_fields",
  fields: {
    autoRenew: boolean(`(${created("auto_renew")})`),
    billToContactId: id(`(${created("bill_to_contact_id")})`),
    cancellationEffectiveDate: date(
      `(case when t.type = 'CancelSubscription' then ${ofVersion("cancelled_date")} end)`,
    ),
    cancellationPolicy: text("t.action ->> 'cancellationPolicy'"),
    changeReason: text("t.change_reason"),
    clearingExistingBillToContact: notHeld,
    clearingExistingCommunicationProfile: notHeld,
    clearingExistingInvoiceGroupNumber: notHeld,
    clearingExistingInvoiceTemplate: notHeld,
    clearingExistingPaymentTerm: notHeld,
    clearingExistingSequenceSet: notHeld,
    clearingExistingShipToContact: notHeld,
    clearingExistingSoldToContact: notHeld,
    communicationProfileId: notHeld,
    contractEffectiveDate: date(triggerDate("ContractEffective")),
    createdById: id("o.created_by_id"),
    createdDate: timestamp("o.created_at"),
    currentTerm: integer(`(${created("initial_term")})`),
    currentTermPeriodType: text(`(${created("initial_term_period_type")})`),
    customerAcceptanceDate: date(triggerDate("CustomerAcceptance")),
    effectivePolicy: text("t.action ->> 'effectivePolicy'"),
    id: id("t.order_action_id"),
    invoiceGroupNumber: notHeld,
    invoiceTemplateId: notHeld,
    orderId: id("o.order_id"),
    paymentTerm: text(`(${created("payment_term")})`),
    renewSetting: text(`(${created("renewal_setting")})`),
    renewalTerm: integer(`(${created("renewal_term")})`),
    renewalTermPeriodType: text(`(${created("renewal_term_period_type")})`),
    resumeDate: notHeld,
    sequence: integer("t.sequence"),
    sequenceSetId: id(`(${created("sequence_set_id")})`),
    serviceActivationDate: date(triggerDate("ServiceActivation")),
    shipToContactId: id(`(${created("ship_to_contact_id")})`),
    soldToContactId: id(`(${created("sold_to_contact_id")})`),
    subType: text("t.action ->> 'subType'"),
    subscriptionId: id(ofVersion("subscription_id")),
    subscriptionNumber: number("t.subscription_number"),
    subscriptionVersionAmendmentId: notHeld,
    suspendDate: notHeld,
    termStartDate: date(`(${created("term_start_date")})`),
    termType: text(`(${created("term_type")})`),
    type: text("t.type"),
    updatedById: id("o.updated_by_id"),
    updatedDate: timestamp("o.updated_at"),
  },
  relations: {
    order: one("orders", account, ["o.order_id", "t.order_id"]),
    subscription: one("subscriptions", [ofVersion("subscription_id"), "t.subscription_id"]),
  },
};
