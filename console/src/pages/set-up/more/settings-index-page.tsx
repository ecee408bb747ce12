import { Link, type LinkProps } from "@tanstack/react-router";
import { useSession } from "../../../shell/session.ts";
import { PageHead } from "../../../ui/page-head.tsx";
import classes from "./settings-index-page.module.css";

type Entry = {
  readonly title: string;
  readonly to: NonNullable<LinkProps["to"]>;
  readonly about: string;
  /** Without it the server would refuse all that the page shows. */
  readonly needs: string;
};

const GROUPS: readonly (readonly [title: string, entries: readonly Entry[]])[] = [
  [
    "Billing",
    [
      entry(
        "Billing rules",
        "/set-up/billing-rules",
        "Proration, credits, documents, with an example",
      ),
      entry("Numbering", "/set-up/numbering", "Prefixes and next numbers of documents"),
      entry("Other rules", "/set-up/other-rules", "Orders, how amounts are spread, ageing"),
      entry("Custom fields", "/set-up/custom-fields", "Fields of one's own"),
    ],
  ],
  [
    "Money",
    [
      entry("Tax codes and rates", "/set-up/tax-codes", "What is taxed, and by how much from when"),
      entry("Tax companies", "/set-up/tax-companies", "Who sells, for outside engines"),
      entry("Tax engines", "/set-up/tax-engines", "Who reckons taxes"),
      entry("Payment terms", "/set-up/payment-terms", "When an invoice is due"),
      entry("Reason codes", "/set-up/reason-codes", "Why memos, refunds, write-offs are made"),
      entry("Currencies", "/set-up/currencies", "Rounding and exchange rates"),
      {
        ...entry("Payment gateways", "/set-up/payment-gateways", "Who takes payments"),
        needs: "payments.read",
      },
    ],
  ],
  [
    "Accounting",
    [
      {
        ...entry("Accounting codes", "/set-up/accounting-codes", "Accounts of the ledger"),
        needs: "finance.read",
      },
      {
        ...entry("Accounting periods", "/set-up/accounting-periods", "Open and close months"),
        needs: "finance.read",
      },
    ],
  ],
  [
    "Who is told",
    [
      {
        ...entry("Notifications", "/set-up/notifications", "Of which events, and how"),
        needs: "notifications.read",
      },
      {
        ...entry("E-mail templates", "/set-up/email-templates", "How e-mails are written"),
        needs: "notifications.read",
      },
    ],
  ],
  [
    "Who may",
    [
      { ...entry("Users", "/set-up/users", "Who signs in"), needs: "users.read" },
      { ...entry("Roles", "/set-up/roles", "What they may"), needs: "users.read" },
      {
        ...entry("OAuth clients", "/set-up/oauth-clients", "Programs that call the API"),
        needs: "users.read",
      },
      entry("Organizations", "/set-up/organizations", "Parts of the company"),
    ],
  ],
];

function entry(title: string, to: Entry["to"], about: string): Entry {
  return { title, to, about, needs: "settings.read" };
}

/** All that can be set up, by what it is about; what one may not see is not offered. */
export function SettingsIndexPage() {
  const { permissions } = useSession();
  return (
    <>
      <PageHead title="All settings" tabTitle="All settings" />
      <div className={classes.groups}>
        {GROUPS.map(([title, entries]) => {
          const shown = entries.filter(({ needs }) => permissions.includes(needs));
          if (shown.length === 0) return null;
          return (
            <section key={title} className="panel" aria-label={title}>
              <h2>{title}</h2>
              <ul className="plain-list">
                {shown.map(({ to, title: name, about }) => (
                  <li key={name}>
                    <Link className="link" to={to}>
                      {name}
                    </Link>
                    <div className="quiet">{about}</div>
                  </li>
                ))}
              </ul>
            </section>
          );
        })}
      </div>
    </>
  );
}
