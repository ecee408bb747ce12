/** The places of the console, in the order of its left side. A section is shown to who may read it. */
import type { LinkProps } from "@tanstack/react-router";

export type Section = {
  readonly title: string;
  readonly to: NonNullable<LinkProps["to"]>;
  /** Without it the server would refuse all that the section shows. */
  readonly needs: string;
};

export type Group = { readonly title: string; readonly sections: readonly Section[] };

export const GROUPS: readonly Group[] = [
  {
    title: "Customers",
    sections: [
      { title: "Home", to: "/", needs: "queries.read" },
      { title: "Accounts", to: "/accounts", needs: "queries.read" },
      { title: "Subscriptions", to: "/subscriptions", needs: "queries.read" },
      { title: "Orders", to: "/orders", needs: "queries.read" },
    ],
  },
  {
    title: "Billing",
    sections: [
      { title: "Bill runs", to: "/bill-runs", needs: "queries.read" },
      { title: "Usage", to: "/usage", needs: "queries.read" },
      { title: "Catalog", to: "/catalog", needs: "queries.read" },
    ],
  },
  {
    title: "Receivables",
    sections: [
      { title: "Invoices", to: "/invoices", needs: "queries.read" },
      { title: "Credit memos", to: "/credit-memos", needs: "queries.read" },
      { title: "Debit memos", to: "/debit-memos", needs: "queries.read" },
      { title: "Payments", to: "/payments", needs: "queries.read" },
      { title: "Bulk cancels", to: "/bulk-cancels", needs: "billing.read" },
      { title: "Payment runs", to: "/payment-runs", needs: "queries.read" },
      { title: "Refunds", to: "/refunds", needs: "queries.read" },
      { title: "Journal", to: "/journal", needs: "finance.read" },
    ],
  },
  {
    title: "Records",
    sections: [
      { title: "Webhooks", to: "/webhooks", needs: "notifications.read" },
      { title: "Audit trail", to: "/audit-trail", needs: "users.read" },
      { title: "API log", to: "/api-log", needs: "users.read" },
    ],
  },
  {
    title: "Set-up",
    sections: [
      { title: "Billing rules", to: "/set-up/billing-rules", needs: "settings.read" },
      { title: "Numbering", to: "/set-up/numbering", needs: "settings.read" },
      { title: "Taxes", to: "/set-up/tax-codes", needs: "settings.read" },
      { title: "Users", to: "/set-up/users", needs: "users.read" },
      { title: "Roles", to: "/set-up/roles", needs: "users.read" },
      { title: "OAuth clients", to: "/set-up/oauth-clients", needs: "users.read" },
      { title: "All settings", to: "/set-up", needs: "settings.read" },
    ],
  },
];
