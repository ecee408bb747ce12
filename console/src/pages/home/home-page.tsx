import { useQuery } from "@tanstack/react-query";
import { useMay, useSession } from "../../shell/session.ts";
import { NoPermission } from "../../ui/no-permission.tsx";
import { PageHead } from "../../ui/page-head.tsx";
import { Answered, Empty } from "../../ui/states.tsx";
import { FiguresOfCurrency } from "./currency-figures.tsx";
import { figuresQuery } from "./figures.ts";
import classes from "./home-page.module.css";
import { LastProof } from "./last-proof.tsx";
import { NeedsSomebody } from "./needs-somebody.tsx";
import { OrdersOfDay } from "./orders-of-day.tsx";
import { Residues } from "./residues.tsx";

/** What the company did this month, and what needs a person today. */
export function HomePage() {
  const { entityName } = useSession();
  const mayQuery = useMay("queries.read");
  const mayProve = useMay("finance.read");
  return (
    <>
      <PageHead title={entityName} tabTitle="Home" />
      <div className="stack">
        {mayQuery ? (
          <Figures />
        ) : (
          <NoPermission permission="queries.read" what="see the figures of the company" />
        )}
        <div className={classes.needs}>
          <NeedsSomebody />
          {mayProve && <LastProof />}
        </div>
      </div>
    </>
  );
}

function Figures() {
  const query = useQuery(figuresQuery);
  return (
    <Answered query={query} what="the figures" lines={10}>
      {(figures) => (
        <>
          {figures.currencies.length === 0 && <NothingYet />}
          {figures.currencies.map((own) => (
            <FiguresOfCurrency key={own.currency} figures={figures} own={own} />
          ))}
          <div className={classes.needs}>
            <OrdersOfDay ordersOfDay={figures.ordersOfDay} asOfDate={figures.asOfDate} />
            <Residues residues={figures.residues} />
          </div>
          <p className="quiet ending">
            MRR of charges in service, before discounts. Posted documents by their date; payments
            that were processed, refunds apart.
          </p>
        </>
      )}
    </Answered>
  );
}

const NothingYet = () => (
  <Empty title="Nothing was billed in the last twelve months">
    <p>Once there are subscriptions, posted invoices and payments, their sums stand here.</p>
  </Empty>
);
