import { oneIn, type SearchParams, textIn } from "../../ui/search-params.ts";
import type { ActionType } from "./actions/index.ts";

/** What an order begins with. */
export type OrderSearch = {
  readonly account?: string | undefined;
  readonly subscription?: string | undefined;
  readonly action?: ActionType | undefined;
};

/** As in actions/index.ts, which is loaded with the page and not before. */
const TYPES: readonly ActionType[] = [
  ...(["CreateSubscription", "AddProduct", "UpdateProduct", "RemoveProduct"] as const),
  ...(["ChangePlan", "TermsAndConditions", "RenewSubscription", "Suspend", "Resume"] as const),
  ...(["OwnerTransfer", "CancelSubscription"] as const),
];

export const createSearch = (search: SearchParams): OrderSearch => ({
  account: textIn(search, "account"),
  subscription: textIn(search, "subscription"),
  action: oneIn(search, "action", TYPES),
});
