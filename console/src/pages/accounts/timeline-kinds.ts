import type { TimelineEntry } from "./account-timeline.tsx";

export type Kind = TimelineEntry["kind"];

export type Group = "Orders" | "Documents" | "Money" | "E-mails" | "Notes" | "Changes";

/** What one looks for together. */
export const GROUPS: Readonly<Record<Group, readonly Kind[]>> = {
  Orders: ["Order"],
  Documents: ["Invoice", "CreditMemo", "DebitMemo"],
  Money: ["Payment", "Refund", "Application"],
  "E-mails": ["Email"],
  Notes: ["Note"],
  Changes: ["Change"],
};
