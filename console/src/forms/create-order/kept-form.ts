/** An order that is being put together survives a reload: it is kept by the tab, under its address. */
import { useState } from "react";
import { type ActionType, kindOf } from "./actions/index.ts";
import type { OrderSearch } from "./create-search.ts";
import { NO_ORDER, newKey, type OrderForm } from "./order-form.ts";

const PREFIX = "quittance.order";

export type KeptForm = {
  readonly form: OrderForm;
  readonly change: (next: Partial<OrderForm>) => void;
  /** It is ordered, or given up. */
  readonly forget: () => void;
};

/** @param name  of whom and of what: another user of the same tab sees nothing of it */
export function useKeptForm(name: string, begin: () => OrderForm): KeptForm {
  const key = `${PREFIX} ${name}`;
  const [form, setForm] = useState<OrderForm>(() => keptForm(key) ?? begin());
  return {
    form,
    change: (next) => {
      const changed = { ...form, ...next };
      setForm(changed);
      window.sessionStorage.setItem(key, JSON.stringify(changed));
    },
    forget: () => window.sessionStorage.removeItem(key),
  };
}

function keptForm(key: string): OrderForm | undefined {
  const kept = window.sessionStorage.getItem(key);
  return kept === null ? undefined : (JSON.parse(kept) as OrderForm);
}

/** What the address asks to begin with: a subscription, and what is to be done to it. */
export function beginning(
  { account, subscription, action }: OrderSearch,
  today: string,
): OrderForm {
  if (!account) return NO_ORDER;
  if (!subscription) return { ...NO_ORDER, account };
  const actions = action ? [anAction(action, today)] : [];
  return {
    ...NO_ORDER,
    account,
    subscriptions: [{ key: newKey(), number: subscription, actions }],
  };
}

const anAction = (type: ActionType, today: string) => ({
  key: newKey(),
  type,
  fields: kindOf(type).start({ today }),
  dates: {},
});
