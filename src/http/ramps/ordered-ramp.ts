import type { Ramp, RampRequest } from "#engine/model/ramp.ts";
import { toInterval } from "./to-wire.ts";

/** A ramp as an order writes it: the one of the version that it made, or what a waiting one asks for. */
export function orderedRamp(ramp: Ramp | RampRequest): Readonly<Record<string, unknown>> {
  if (ramp === "delete") return { delete: true };
  const charges = "chargeNumbers" in ramp ? namedCharges(ramp) : ramp.charges;
  return {
    ...(charges && { charges }),
    description: ramp.description ?? null,
    ...(ramp.intervals && { intervals: ramp.intervals.map(toInterval) }),
    name: ramp.name ?? null,
  };
}

/** Absent where all of them are meant. */
const namedCharges = ({ chargeNumbers }: Ramp) =>
  chargeNumbers?.map((chargeNumber) => ({ chargeNumber }));
