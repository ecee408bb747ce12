import { BillingError } from "#engine/errors.ts";
import {
  addPaymentScheduleItems,
  cancelPaymentSchedule,
  cancelPaymentScheduleItem,
  deletePaymentSchedule,
  deletePaymentScheduleItem,
  skipPaymentScheduleItem,
  updatePaymentScheduleItem,
} from "#operations/change-payment-schedule.ts";
import {
  collectPaymentScheduleItem,
  type Retry,
} from "#operations/collect-payment-schedule-item.ts";
import type { Context } from "#operations/context.ts";
import { createPaymentSchedules } from "#operations/create-payment-schedule.ts";
import {
  previewPaymentScheduleUpdate,
  updatePaymentSchedule,
} from "#operations/update-payment-schedule.ts";
import { findAccount } from "#store/accounts.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import {
  findPaymentSchedule,
  findPaymentScheduleItem,
  listPaymentSchedules,
} from "#store/payment-schedule-pages.ts";
import { countItemsOfDay } from "#store/payment-schedules.ts";
import { nextPage } from "../paging.ts";
import { refuseFields } from "../refuse-field.ts";
import { type Route, route } from "../route.ts";
import { customFieldsOf } from "../wire.ts";
import * as contract from "./contract.ts";
import { toLinking, toScheduleChange, toScheduleRequest, toWantedItem } from "./to-request.ts";
import { type ItemsShown, toItem, toSchedule } from "./to-wire.ts";

const schedules: readonly Route[] = [
  route(contract.createPaymentSchedule, async (context, { body }) => {
    const [made] = await createPaymentSchedules(context, [toScheduleRequest(body)]);
    return shown(context, made?.paymentScheduleId ?? "");
  }),
  route(contract.createPaymentSchedules, async (context, { body }) => {
    const requests = body.paymentSchedules.map(toScheduleRequest);
    const made = await createPaymentSchedules(context, requests);
    return {
      paymentSchedules: made.map(({ paymentScheduleId: id, paymentScheduleNumber }) => ({
        id,
        paymentScheduleNumber,
      })),
    };
  }),
  route(contract.listPaymentSchedules, async (context, call) => {
    const { query } = call;
    const { rows, hasMore } = await read(context, async (tx) => {
      const accountId = await accountIdOf(tx, query);
      return listPaymentSchedules(tx, accountId, query);
    });
    return {
      paymentSchedules: rows.map((page) => toSchedule(page, context.timeZone, query)),
      nextPage: nextPage(call, query, hasMore),
    };
  }),
  route(contract.getPaymentScheduleStatistics, async (context, { params: { date } }) => ({
    date,
    paymentRuns: [],
    paymentScheduleItems: await read(context, (tx) => countItemsOfDay(tx, date)),
  })),
  route(contract.getPaymentSchedule, (context, { params, query }) =>
    shown(context, params.paymentScheduleKey, query),
  ),
  route(contract.updatePaymentSchedule, async (context, { params, body }) => {
    const change = toScheduleChange(body);
    const after = await updatePaymentSchedule(context, params.paymentScheduleKey, change);
    return toSchedule(after, context.timeZone);
  }),
  route(contract.previewPaymentScheduleUpdate, async (context, { params, body }) => {
    const change = toScheduleChange(body);
    const after = await previewPaymentScheduleUpdate(context, params.paymentScheduleKey, change);
    return toSchedule(after, context.timeZone);
  }),
  route(contract.cancelPaymentSchedule, async (context, { params, body }) => {
    await cancelPaymentSchedule(context, params.paymentScheduleKey, body.cancelDate);
    return shown(context, params.paymentScheduleKey);
  }),
  route(contract.addPaymentScheduleItems, async (context, { params, body }) => {
    const items = body.items.map(toWantedItem);
    await addPaymentScheduleItems(context, params.paymentScheduleKey, items);
    return shown(context, params.paymentScheduleKey);
  }),
  route(contract.deletePaymentSchedule, async (context, { params }) => {
    await deletePaymentSchedule(context, params.paymentScheduleKey);
    return {};
  }),
];

const items: readonly Route[] = [
  route(contract.getPaymentScheduleItem, (context, { params }) =>
    shownItem(context, params.itemId),
  ),
  route(contract.updatePaymentScheduleItem, async (context, { params, body }) => {
    refuseFields(body, ["paymentOption"]);
    await updatePaymentScheduleItem(context, params.itemId, {
      amount: body.amount,
      currency: body.currency,
      description: body.description,
      paymentMethodId: body.paymentMethodId,
      paymentGatewayId: body.paymentGatewayId,
      runHour: body.runHour,
      scheduledDate: body.scheduledDate,
      customFields: customFieldsOf(body),
      linking: toLinking(body),
    });
    return shownItem(context, params.itemId);
  }),
  route(contract.cancelPaymentScheduleItem, async (context, { params }) => {
    await cancelPaymentScheduleItem(context, params.itemId);
    return shownItem(context, params.itemId);
  }),
  route(contract.skipPaymentScheduleItem, async (context, { params }) =>
    shownItem(context, await skipPaymentScheduleItem(context, params.itemId)),
  ),
  route(contract.retryPaymentScheduleItems, async (context, { body }) => {
    // Before anybody is asked for money: an answer that fails says nothing of what was collected.
    for (const { id } of body.items) await shownItem(context, id);
    const answers = [];
    for (const { id, ...retry } of body.items) answers.push(await retried(context, id, retry));
    return { items: answers };
  }),
  route(contract.deletePaymentScheduleItem, async (context, { params }) => {
    await deletePaymentScheduleItem(context, params.itemId);
    return {};
  }),
];

export const paymentScheduleRoutes: readonly Route[] = [...items, ...schedules].map((known) => ({
  ...known,
  answer: async (context, raw) => {
    const answer = await known.answer(context, raw);
    return raw.version.atLeast("337.0") ? withoutPaymentId(answer) : answer;
  },
}));

/** From version 337.0 on an item says its payments in `psiPayments` alone. */
function withoutPaymentId(answer: unknown): unknown {
  if (Array.isArray(answer)) return answer.map(withoutPaymentId);
  if (typeof answer !== "object" || answer === null) return answer;
  if ("psiPayments" in answer) return { ...answer, paymentId: undefined };
  const lists = Object.entries(answer).filter(([, part]) => Array.isArray(part));
  return {
    ...answer,
    ...Object.fromEntries(lists.map(([name, part]) => [name, withoutPaymentId(part)])),
  };
}

/** What is wrong with one item is said of it: the others are asked for all the same. */
async function retried(context: Context, id: string, retry: Retry) {
  try {
    await collectPaymentScheduleItem(context, id, retry);
    return await shownItem(context, id);
  } catch (error) {
    if (!(error instanceof BillingError)) throw error;
    return { id, errorMessage: error.message };
  }
}

const read = <Result>(
  { database, entityId }: Context,
  work: (tx: Transaction) => Promise<Result>,
): Promise<Result> => inTransaction(database, entityId, work);

async function shown(context: Context, key: string, items?: ItemsShown) {
  const page = await read(context, (tx) => findPaymentSchedule(tx, key));
  if (page) return toSchedule(page, context.timeZone, items);
  throw new BillingError("ENTITY_NOT_FOUND", { key });
}

async function shownItem(context: Context, key: string) {
  const page = await read(context, (tx) => findPaymentScheduleItem(tx, key));
  if (page) return toItem(page, context.timeZone);
  throw new BillingError("ENTITY_NOT_FOUND", { key });
}

async function accountIdOf(
  tx: Transaction,
  {
    accountId,
    accountNumber,
  }: { accountId?: string | undefined; accountNumber?: string | undefined },
): Promise<string | undefined> {
  const key = accountId ?? accountNumber;
  if (key === undefined) return undefined;
  const account = await findAccount(tx, key);
  if (account) return account.accountId;
  throw new BillingError("ENTITY_NOT_FOUND", { key });
}
