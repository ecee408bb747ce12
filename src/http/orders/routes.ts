import { orderSummary } from "#operations/accept-async-job.ts";
import { createOrder } from "#operations/create-order.ts";
import { type Route, route } from "../route.ts";
import * as contract from "./contract.ts";
import { toAnswer } from "./to-answer.ts";
import { toOrder } from "./to-order.ts";

export const orderRoutes: Route[] = [
  route(contract.createOrder, async (context, { body, query, version }) => {
    const created = await createOrder(context, toOrder(body));
    const { returnIds } = query;
    const { writeOff } = created;
    const answer = toAnswer(orderSummary(created), { returnIds, version });
    return { ...answer, writeOff: writeOff && [...writeOff] };
  }),
];
