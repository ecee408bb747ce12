/** What the field's leader publishes of its own order calls, for the charge models that are here. */
export type PublishedTime = {
  readonly action: Action;
  readonly model: "Flat Fee" | "Per Unit";
  readonly subscriptions: number;
  readonly actionsPerSubscription: number;
  readonly chargesPerAction: number;
  readonly seconds: number;
};

export type Action =
  | "CreateSubscription"
  | "CancelSubscription"
  | "UpdateProduct (price)"
  | "UpdateProduct (quantity down)"
  | "UpdateProduct (quantity up)"
  | "TermsAndConditions (shorter term)";

type Row = readonly [Action, PublishedTime["model"], number, number, number, number];

/** action, model, subscriptions, actions per subscription, charges per action, seconds */
const ROWS: readonly Row[] = [
  ["UpdateProduct (price)", "Per Unit", 5, 5, 8, 115],
  ["UpdateProduct (price)", "Per Unit", 1, 1, 165, 105],
  ["UpdateProduct (price)", "Per Unit", 1, 65, 1, 104],
  ["UpdateProduct (price)", "Per Unit", 85, 1, 1, 100],
  ["UpdateProduct (price)", "Per Unit", 5, 1, 1, 1],
  ["UpdateProduct (price)", "Flat Fee", 5, 5, 8, 106],
  ["UpdateProduct (price)", "Flat Fee", 1, 1, 175, 108],
  ["UpdateProduct (price)", "Flat Fee", 1, 65, 1, 102],
  ["UpdateProduct (price)", "Flat Fee", 90, 1, 1, 108],
  ["UpdateProduct (price)", "Flat Fee", 5, 1, 1, 1],
  ["UpdateProduct (quantity down)", "Per Unit", 5, 4, 8, 94],
  ["UpdateProduct (quantity down)", "Per Unit", 1, 1, 145, 105],
  ["UpdateProduct (quantity down)", "Per Unit", 1, 65, 1, 107],
  ["UpdateProduct (quantity down)", "Per Unit", 80, 1, 1, 105],
  ["UpdateProduct (quantity down)", "Per Unit", 5, 1, 1, 2],
  ["UpdateProduct (quantity up)", "Per Unit", 5, 4, 8, 105],
  ["UpdateProduct (quantity up)", "Per Unit", 1, 1, 145, 113],
  ["UpdateProduct (quantity up)", "Per Unit", 1, 60, 1, 93],
  ["UpdateProduct (quantity up)", "Per Unit", 80, 1, 1, 105],
  ["UpdateProduct (quantity up)", "Per Unit", 5, 1, 1, 2],
  ["CancelSubscription", "Per Unit", 10, 1, 18, 105],
  ["CancelSubscription", "Per Unit", 1, 1, 185, 68],
  ["CancelSubscription", "Per Unit", 100, 1, 1, 109],
  ["CancelSubscription", "Per Unit", 10, 1, 1, 2],
  ["CancelSubscription", "Flat Fee", 8, 1, 16, 111],
  ["CancelSubscription", "Flat Fee", 1, 1, 190, 72],
  ["CancelSubscription", "Flat Fee", 100, 1, 1, 109],
  ["CancelSubscription", "Flat Fee", 8, 1, 1, 2],
  ["CreateSubscription", "Per Unit", 12, 1, 20, 105],
  ["CreateSubscription", "Per Unit", 1, 1, 185, 105],
  ["CreateSubscription", "Per Unit", 115, 1, 1, 106],
  ["CreateSubscription", "Per Unit", 12, 1, 1, 4],
  ["CreateSubscription", "Flat Fee", 13, 1, 19, 108],
  ["CreateSubscription", "Flat Fee", 1, 1, 195, 113],
  ["CreateSubscription", "Flat Fee", 115, 1, 1, 108],
  ["CreateSubscription", "Flat Fee", 13, 1, 1, 4],
  ["TermsAndConditions (shorter term)", "Per Unit", 12, 1, 20, 85],
  ["TermsAndConditions (shorter term)", "Per Unit", 1, 1, 185, 68],
  ["TermsAndConditions (shorter term)", "Per Unit", 100, 1, 1, 107],
  ["TermsAndConditions (shorter term)", "Per Unit", 12, 1, 1, 4],
  ["TermsAndConditions (shorter term)", "Flat Fee", 12, 1, 20, 81],
  ["TermsAndConditions (shorter term)", "Flat Fee", 1, 1, 195, 73],
  ["TermsAndConditions (shorter term)", "Flat Fee", 100, 1, 1, 103],
  ["TermsAndConditions (shorter term)", "Flat Fee", 12, 1, 1, 4],
];

export const PUBLISHED_TIMES: readonly PublishedTime[] = ROWS.map(
  ([action, model, subscriptions, actionsPerSubscription, chargesPerAction, seconds]) => ({
    action,
    model,
    subscriptions,
    actionsPerSubscription,
    chargesPerAction,
    seconds,
  }),
);
