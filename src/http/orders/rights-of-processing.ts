import type { Permission } from "#engine/rights/permissions.ts";
import { isTrue } from "../wire.ts";

/** What an order's processing takes beside the permission to order. */
export function rightsOfProcessing(body: Readonly<Record<string, unknown>>): Permission[] {
  const { writeOff, refund, collectPayment } = (body.processingOptions ?? {}) as {
    readonly [name: string]: unknown;
  };
  return [
    ...(isTrue(writeOff) ? (["billing.write-off"] as const) : []),
    ...(isTrue(refund) ? (["payments.refund"] as const) : []),
    ...(isTrue(collectPayment) ? (["payments.write"] as const) : []),
  ];
}
