import type { DateRange } from "#engine/values/date-range.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import { depletePrepaidFunds } from "#operations/deplete-prepaid-funds.ts";
import { reversePrepaidRollover, rollOverPrepaid } from "#operations/roll-over-prepaid.ts";
import { type Route, route } from "../route.ts";
import * as contract from "./contract.ts";

type Period = { readonly startDate: PlainDate; readonly endDate: PlainDate };

const toRange = ({ startDate: start, endDate: end }: Period): DateRange => ({ start, end });

export const prepaidRoutes: readonly Route[] = [
  route(contract.rollOverPrepaid, async (context, { body }) => {
    const asked = {
      subscriptionNumber: body.subscriptionNumber,
      unitOfMeasure: body.prepaymentUom,
      source: toRange(body.sourceValidityPeriod),
      destination: toRange(body.destinationValidityPeriod),
    };
    const rolloverFundCount = await rollOverPrepaid(context, asked, body.priority);
    return { message: "Rollover is done", rolloverFundCount };
  }),
  route(contract.reversePrepaidRollover, async (context, { body }) => {
    const asked = {
      subscriptionNumber: body.subscriptionNumber,
      unitOfMeasure: body.prepaymentUom,
      source: toRange(body.destinationValidityPeriod),
      destination: toRange(body.sourceValidityPeriod),
    };
    const reverseRolloverFundCount = await reversePrepaidRollover(context, asked);
    return { message: "Reverse rollover is done", reverseRolloverFundCount };
  }),
  route(contract.depletePrepaidFunds, async (context, { body }) => {
    const fundIds = [...new Set(body.fundIds)];
    await depletePrepaidFunds(context, fundIds);
    const message = "The fund object is depleted.";
    return { fundIds: fundIds.map((fundId) => ({ fundId, status: "success" as const, message })) };
  }),
];
