/** As the orders table has them; the wire has the same words. */
export const ORDER_STATUSES = [
  "Draft",
  "Pending",
  "Completed",
  "Cancelled",
  "Scheduled",
  "Executing",
  "Failed",
  "Reverted",
] as const;

export type OrderStatus = (typeof ORDER_STATUSES)[number];
