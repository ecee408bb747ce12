/** An order that is being put together: the body of "Create an order", with names for its parts. */
import type { Given } from "../../api/exactly.ts";
import type { ActionType } from "./actions/index.ts";

/** Values as the wire has them; amounts are text. */
export type Fields = Readonly<Record<string, unknown>>;

export const TRIGGERS = ["ContractEffective", "ServiceActivation", "CustomerAcceptance"] as const;
export type Trigger = (typeof TRIGGERS)[number];

export type FormAction = {
  /** Tells it from the others while it is moved about. */
  readonly key: string;
  readonly type: ActionType;
  /** What stands under the action's own name. */
  readonly fields: Fields;
  readonly dates: Partial<Readonly<Record<Trigger, string>>>;
  readonly changeReason?: string | undefined;
  readonly others?: Fields | undefined;
};

export type FormSubscription = {
  readonly key: string;
  /** Undefined: the order creates it. */
  readonly number?: string | undefined;
  readonly actions: readonly FormAction[];
  /** Of a draft, what this form does not show and keeps. */
  readonly others?: Fields | undefined;
};

export type FormItem = { readonly key: string; readonly fields: Fields };

export type Processing = {
  readonly bill: boolean;
  /** Default: today. */
  readonly billTo?: string | undefined;
  readonly documentDate?: string | undefined;
  readonly asDraft?: boolean | undefined;
  readonly applyCredit?: boolean | undefined;
  readonly collect?: boolean | undefined;
  readonly refund?: boolean | undefined;
  readonly writeOff?: boolean | undefined;
};

export type OrderForm = {
  readonly account?: string | undefined;
  /** Default: today. */
  readonly orderDate?: string | undefined;
  readonly description?: string | undefined;
  readonly reason?: string | undefined;
  readonly subscriptions: readonly FormSubscription[];
  readonly items: readonly FormItem[];
  readonly processing: Processing;
  /** Executed by itself on this day; at once when absent. */
  readonly scheduledDate?: string | undefined;
  readonly others?: Fields | undefined;
};

export const NO_ORDER: OrderForm = { subscriptions: [], items: [], processing: { bill: true } };

export type OrderBody = Given<"createOrder">["body"];

/** What the form says, as the API takes it; undefined while there is nothing to order. */
export function bodyOf(form: OrderForm, today: string): OrderBody | undefined {
  const { account, orderDate = today, description, reason, subscriptions, items } = form;
  const ordered = subscriptions.filter(({ actions }) => actions.length > 0);
  if (account === undefined || ordered.length + items.length === 0) return undefined;
  return {
    ...form.others,
    orderDate,
    existingAccountNumber: account,
    ...(description && { description }),
    ...(reason && { reasonCode: reason }),
    ...(ordered.length > 0 && { subscriptions: ordered.map(subscriptionBody) }),
    ...(items.length > 0 && { orderLineItems: items.map(({ fields }) => withoutNothing(fields)) }),
    processingOptions: processingBody(form.processing, today),
  } as OrderBody;
}

const subscriptionBody = ({ number, actions, others }: FormSubscription) => ({
  ...others,
  ...(number && { subscriptionNumber: number }),
  orderActions: actions.map(actionBody),
});

function actionBody({ type, fields, dates, changeReason, others }: FormAction) {
  const triggerDates = TRIGGERS.flatMap((name) =>
    dates[name] ? [{ name, triggerDate: dates[name] }] : [],
  );
  return {
    ...others,
    type,
    ...(triggerDates.length > 0 && { triggerDates }),
    ...(changeReason && { changeReason }),
    [nameOf(type)]: withoutNothing(fields) ?? {},
  };
}

/** "CancelSubscription" is said under "cancelSubscription". */
export const nameOf = (type: ActionType): string => type.charAt(0).toLowerCase() + type.slice(1);

function processingBody(processing: Processing, today: string) {
  const { bill, billTo = today, documentDate, asDraft, ...money } = processing;
  const { applyCredit, collect: collectPayment, refund, writeOff } = money;
  return withoutNothing({
    runBilling: bill,
    ...(bill && {
      billingOptions: {
        targetDate: billTo,
        documentDate,
        generateDraftInvoice: asDraft || undefined,
      },
    }),
    ...(bill && {
      applyCredit: applyCredit || undefined,
      collectPayment: collectPayment || undefined,
    }),
    refund: refund || undefined,
    writeOff: writeOff || undefined,
  });
}

/** What was not filled in is not sent: empty texts, and what holds nothing but them. */
export function withoutNothing(value: unknown): unknown {
  if (value === "" || value === null) return undefined;
  if (Array.isArray(value)) return value.map(withoutNothing).filter((each) => each !== undefined);
  if (typeof value !== "object") return value;
  const kept = Object.entries(value as Fields).flatMap(([name, each]) => {
    const left = withoutNothing(each);
    return left === undefined ? [] : [[name, left] as const];
  });
  return kept.length === 0 ? undefined : Object.fromEntries(kept);
}

/** Executed now, by what was previewed. */
export const commitBody = (body: OrderBody, previewId: string): OrderBody => ({
  ...body,
  previewId,
});

/** A draft says what is to be done, not how that is billed. */
export function draftBody({ processingOptions: _, ...body }: OrderBody): OrderBody {
  return { ...body, status: "Draft" };
}

/** On a day to come nobody is there to be asked for money. */
export function scheduledBody(body: OrderBody, scheduledDate: string): OrderBody {
  const { runBilling, billingOptions, applyCredit } = (body.processingOptions ?? {}) as Fields;
  return {
    ...body,
    status: "Scheduled",
    schedulingOptions: { scheduledDate },
    processingOptions: { runBilling, billingOptions, applyCredit },
  } as OrderBody;
}

let drawn = 0;

/** A name for a part of the form, unlike those that were kept by the tab before. */
export const newKey = (): string => {
  drawn += 1;
  return `${Date.now().toString(36)}-${drawn}`;
};
