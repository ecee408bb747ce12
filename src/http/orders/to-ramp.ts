import type { z } from "zod";
import { BillingError } from "#engine/errors.ts";
import type { RampedChargeKey, RampInterval, RampRequest } from "#engine/model/ramp.ts";
import { addDays } from "#engine/values/plain-date.ts";
import type { ramp } from "./ramp-fields.ts";

type Body = z.output<typeof ramp>;

/** What is empty is not given: SDKs send empty lists. Errors: MISSING_FIELD, NOT_ALLOWED. */
export function toRamp(body: Body): RampRequest {
  if (body.delete) return "delete";
  const { name, description, intervals, charges } = body;
  return {
    ...(name !== undefined && { name }),
    ...(description !== undefined && { description }),
    ...(intervals?.length && { intervals: intervals.map(toInterval) }),
    ...(charges?.length && { charges: charges.map(toChargeKey) }),
  };
}

const toInterval = ({
  name = "",
  description = "",
  startDate,
  endDate,
}: NonNullable<Body["intervals"]>[number]): RampInterval => ({
  name: name || null,
  description: description || null,
  days: { start: startDate, end: addDays(endDate, 1) },
});

function toChargeKey({
  chargeNumber,
  uniqueToken,
}: NonNullable<Body["charges"]>[number]): RampedChargeKey {
  if (chargeNumber !== undefined && uniqueToken !== undefined) {
    const message = "Only one of 'chargeNumber' and 'uniqueToken' may be given.";
    throw new BillingError("NOT_ALLOWED", { message });
  }
  if (chargeNumber !== undefined) return { chargeNumber };
  if (uniqueToken !== undefined) return { uniqueToken };
  throw new BillingError("MISSING_FIELD", { field: "chargeNumber" });
}
