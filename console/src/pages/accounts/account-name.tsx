import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ask } from "../../api/queries.ts";

/** To the page of an account, by its name. */
export function AccountName({ accountKey }: { readonly accountKey: string }) {
  const account = useQuery(ask.getAccount({ params: { accountKey } }));
  return (
    <Link className="link" to="/accounts/$accountKey" params={{ accountKey }}>
      {account.data?.basicInfo.name ?? "Its account"}
    </Link>
  );
}
