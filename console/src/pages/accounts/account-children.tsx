import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { askRows, textOf } from "../../api/queries.ts";
import { useMay } from "../../shell/session.ts";
import { Money } from "../../ui/money.tsx";

/** Accounts that are a part of this one; nothing where there are none. */
export function AccountChildren({ accountId }: { readonly accountId: string }) {
  const query = useQuery({
    ...askRows("accounts", {
      filter: [`parentid.EQ:${accountId}`],
      fields: ["accountNumber", "name", "balance", "currency"],
      sort: ["name.ASC"],
      pageSize: 99,
    }),
    enabled: useMay("queries.read"),
  });
  const rows = query.data?.data ?? [];
  if (rows.length === 0) return null;
  return (
    <section className="panel" aria-labelledby="children">
      <h2 id="children">Accounts that are a part of it</h2>
      <ul className="plain-list">
        {rows.map((row) => (
          <li key={textOf(row, "accountNumber")} className="row row-apart">
            <Link
              className="link"
              to="/accounts/$accountKey"
              params={{ accountKey: textOf(row, "accountNumber") }}
            >
              {textOf(row, "name")}
            </Link>
            <Money
              amount={textOf(row, "balance") || "0"}
              currency={textOf(row, "currency")}
              tone="owed"
            />
          </li>
        ))}
      </ul>
    </section>
  );
}
