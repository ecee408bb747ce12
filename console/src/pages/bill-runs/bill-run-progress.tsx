import { type Column, DataTable } from "../../ui/data-table.tsx";
import { Money } from "../../ui/money.tsx";
import { ProgressBar } from "../../ui/progress-bar.tsx";
import classes from "./bill-run-progress.module.css";
import { type BillRun, counted, inMinutes, isUnderWay, STATE_IN_WORDS } from "./run-state.ts";

/** How far it is, what it has made so far, how fast, and how long it will take. */
export function BillRunProgress({ run }: { readonly run: BillRun }) {
  const { status, accountsDone, accountsTotal } = run;
  const text = `${accountsDone} of ${counted(accountsTotal, "account")}`;
  return (
    <section className="panel stack" aria-labelledby="progress">
      <div>
        <h2 id="progress" className={classes.title}>
          Progress
        </h2>
        <p className={classes.state} role="status">
          {STATE_IN_WORDS[status]}
        </p>
      </div>
      <div>
        <ProgressBar
          label="Accounts done"
          done={accountsDone}
          total={accountsTotal}
          text={text}
          hasBegun={!isUnderWay(run)}
        />
        <Speed run={run} />
      </div>
      <Made run={run} />
      <AmountsMade amounts={run.amounts} />
    </section>
  );
}

const Speed = ({ run: { accountsPerSecond, secondsLeft } }: { readonly run: BillRun }) =>
  accountsPerSecond === null ? null : (
    <span className="quiet figure">
      {accountsPerSecond} accounts per second
      {secondsLeft !== null && ` · ${inMinutes(secondsLeft)} left`}
    </span>
  );

function Made({ run }: { readonly run: BillRun }) {
  const { invoicesGenerated, creditMemosGenerated, emails } = run;
  const sent = emails.sent !== "0" || emails.waiting !== "0" || emails.failed !== "0";
  return (
    <dl className="facts">
      <div>
        <dt>Invoices</dt>
        <dd className="large figure">{invoicesGenerated}</dd>
      </div>
      <div>
        <dt>Credit memos</dt>
        <dd className="large figure">{creditMemosGenerated}</dd>
      </div>
      {sent && (
        <div>
          <dt>E-mails</dt>
          <dd>
            {emails.sent} sent, {emails.waiting} waiting, {emails.failed} failed
          </dd>
        </div>
      )}
    </dl>
  );
}

type Amounts = BillRun["amounts"][number];

const AMOUNT_COLUMNS: readonly Column<Amounts>[] = [
  { name: "currency", title: "Currency", cell: ({ currency }) => currency },
  {
    name: "invoiced",
    title: "Invoiced",
    isFigure: true,
    cell: ({ invoiced }) => <Money amount={invoiced} />,
  },
  {
    name: "credited",
    title: "Credited",
    isFigure: true,
    cell: ({ credited }) => <Money amount={credited} tone="credit" />,
  },
];

const AmountsMade = ({ amounts }: Pick<BillRun, "amounts">) =>
  amounts.length === 0 ? null : (
    <div className={classes.amounts}>
      <DataTable
        caption="Amounts of the bill run"
        columns={AMOUNT_COLUMNS}
        rows={amounts}
        keyOf={({ currency }) => currency}
      />
    </div>
  );
