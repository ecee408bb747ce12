import { useQuery } from "@tanstack/react-query";
import { useMay, useSession } from "../../shell/session.ts";
import { PageHead } from "../../ui/page-head.tsx";
import { Answered, Empty } from "../../ui/states.tsx";
import { CurrencyFigures } from "./currency-figures.tsx";
import classes from "./home-page.module.css";
import { LastProof } from "./last-proof.tsx";
import { monthSums } from "./month-sums.ts";
import { NeedsSomebody } from "./needs-somebody.tsx";

/** What the company did this month, and what needs a person today. */
export function HomePage() {
  const { entityName } = useSession();
  const mayQuery = useMay("queries.read");
  const mayProve = useMay("finance.read");
  return (
    <>
      <PageHead title={entityName} tabTitle="Home" />
      <div className="stack">
        <div className={classes.needs}>
          <NeedsSomebody />
          {mayProve && <LastProof />}
        </div>
        {mayQuery && <Figures />}
      </div>
    </>
  );
}

function Figures() {
  const { today, userId } = useSession();
  const query = useQuery(monthSums(today, userId));
  return (
    <Answered query={query} what="the figures" lines={10}>
      {({ months, currencies, asOf }) =>
        currencies.length === 0 ? (
          <Empty title="Nothing was billed in the last twelve months">
            <p>Once there are posted invoices and payments, their sums stand here.</p>
          </Empty>
        ) : (
          <>
            {currencies.map((sums) => (
              <CurrencyFigures key={sums.currency} months={months} sums={sums} />
            ))}
            <p className="quiet ending">
              Posted documents by their date, payments that were processed. Written off: credit
              memos with the reason Write-off. As of {new Date(asOf).toLocaleTimeString("en-GB")}.
            </p>
          </>
        )
      }
    </Answered>
  );
}
