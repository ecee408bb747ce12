import { useQuery } from "@tanstack/react-query";
import type { Answered as AnswerOf } from "../../api/exactly.ts";
import { ask } from "../../api/queries.ts";
import { type Column, DataTable } from "../../ui/data-table.tsx";
import { formatMoney, isNothing, Money, negated, sumOf } from "../../ui/money.tsx";
import { Answered } from "../../ui/states.tsx";
import { JOURNAL_ACCOUNTS, type JournalSearch, journalQuery } from "./journal-search.ts";

type Sum = AnswerOf<"sumJournalEntries">["sums"][number];

const COLUMNS: readonly Column<Sum>[] = [
  { name: "currency", title: "Currency", cell: ({ currency }) => currency },
  {
    name: "account",
    title: "Journal account",
    cell: ({ journalAccount }) => JOURNAL_ACCOUNTS[journalAccount],
  },
  {
    ...{ name: "debits", title: "Debits", isFigure: true },
    cell: ({ debits }) => <Money amount={debits} />,
  },
  {
    ...{ name: "credits", title: "Credits", isFigure: true },
    cell: ({ credits }) => <Money amount={credits} />,
  },
  {
    ...{ name: "balance", title: "Debits less credits", isFigure: true },
    cell: ({ balance }) => <Money amount={balance} />,
  },
];

/** Whatever is chosen is in balance: both columns have one sum in each currency. */
export function JournalSums({ search }: { readonly search: JournalSearch }) {
  const query = useQuery(ask.sumJournalEntries({ query: journalQuery(search) }));
  return (
    <section className="panel" aria-labelledby="sums">
      <h2 id="sums">By journal account</h2>
      <Answered query={query} what="the sums">
        {({ sums }) =>
          sums.length === 0 ? (
            <p className="ending quiet">There is nothing to add up.</p>
          ) : (
            <>
              <DataTable
                caption="Sums of the journal"
                columns={COLUMNS}
                rows={sums}
                keyOf={({ currency, journalAccount }) => `${currency} ${journalAccount}`}
              />
              {[...Map.groupBy(sums, ({ currency }) => currency)].map(([currency, own]) => (
                <p key={currency} className="quiet">
                  {balanceInWords(currency, own)}
                </p>
              ))}
            </>
          )
        }
      </Answered>
    </section>
  );
}

function balanceInWords(currency: string, sums: readonly Sum[]): string {
  const debits = sumOf(sums.map((sum) => sum.debits));
  const credits = sumOf(sums.map((sum) => sum.credits));
  const [first, second] = [debits, credits].map(
    (each) => `${formatMoney(each, currency)} ${currency}`,
  );
  return isNothing(sumOf([debits, negated(credits)]))
    ? `In balance: debits and credits are both ${first}.`
    : `Not in balance: debits are ${first}, credits ${second}.`;
}
