/** What the timeline of an account tells. Of what was written at one moment, the first comes of nothing else. */
export const TIMELINE_KINDS = [
  ...(["Change", "Note", "Order", "Invoice", "DebitMemo", "CreditMemo"] as const),
  ...(["Payment", "Application", "Refund", "Email"] as const),
] as const;

export type TimelineKind = (typeof TIMELINE_KINDS)[number];
