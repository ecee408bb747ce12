import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ask } from "../../api/queries.ts";
import { inWords } from "../../ui/days.tsx";
import { Money } from "../../ui/money.tsx";
import { Answered } from "../../ui/states.tsx";

const SHOWN = 5;

/** Whether every account added up when all of them were proved last. */
export function LastProof() {
  const query = useQuery(ask.listProofs({ query: { limit: 1 } }));
  return (
    <section className="panel" aria-labelledby="proof">
      <h2 id="proof">Proof of all accounts</h2>
      <Answered query={query} what="the last proof" lines={2}>
        {({ proofs: [last] }) =>
          last === undefined ? (
            <p className="quiet ending">None yet: accounts are proved every night.</p>
          ) : last.isEqual ? (
            <p className="ending">
              <strong>All {last.accounts} accounts add up</strong>, on {inWords(last.proofDate)}:
              documents, what was applied to them and the journal say the same.
            </p>
          ) : (
            <Differences last={last} />
          )
        }
      </Answered>
    </section>
  );
}

type Proof = Awaited<ReturnType<ReturnType<typeof ask.listProofs>["queryFn"]>>["proofs"][number];

const Differences = ({ last }: { readonly last: Proof }) => (
  <>
    <p className="lost ending">
      <strong>
        {last.unequalAccounts} of {last.accounts} accounts do not add up
      </strong>
      , on {inWords(last.proofDate)}.
    </p>
    <ul className="plain-list">
      {last.firstDifferences.slice(0, SHOWN).map((each) => (
        <li key={each.accountNumber}>
          <Link
            className="link"
            to="/accounts/$accountKey"
            params={{ accountKey: each.accountNumber }}
          >
            {each.accountNumber}
          </Link>{" "}
          {each.documentNumber}: is <Money amount={each.is} />, should be{" "}
          <Money amount={each.shouldBe} />
        </li>
      ))}
    </ul>
  </>
);
