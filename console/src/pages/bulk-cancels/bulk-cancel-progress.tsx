import { Money, sumOf } from "../../ui/money.tsx";
import { ProgressBar } from "../../ui/progress-bar.tsx";
import { Empty } from "../../ui/states.tsx";
import { type BulkCancel, hasRun, isOver, STATE_IN_WORDS } from "./bulk-cancel.ts";

/** How far it is, how fast, how long it will take, and what it has done to the money so far. */
export function BulkCancelProgress({ bulkCancel }: { readonly bulkCancel: BulkCancel }) {
  const { status, errorMessage, progress } = bulkCancel;
  const isEmpty = status !== "AwaitingFile" && status !== "Planning" && progress.rowsTotal === "0";
  return (
    <section className="panel stack" aria-labelledby="progress">
      <div>
        <h2 id="progress" className="flush">
          {hasRun(bulkCancel) ? "Progress" : "Plan"}
        </h2>
        <p className="flush" role="status">
          {STATE_IN_WORDS[status]}
        </p>
      </div>
      {errorMessage && <p className="lost flush">{errorMessage}</p>}
      {isEmpty && (
        <Empty title="Nothing is like that">
          <p>No row was found. Plan another one with a wider filter.</p>
        </Empty>
      )}
      {status === "Planning" && <Reckoned bulkCancel={bulkCancel} />}
      {hasRun(bulkCancel) && <Done bulkCancel={bulkCancel} />}
    </section>
  );
}

function Reckoned({ bulkCancel: { progress } }: { readonly bulkCancel: BulkCancel }) {
  const { rowsReckoned, rowsTotal } = progress;
  return (
    <ProgressBar
      label="Rows reckoned"
      done={rowsReckoned}
      total={rowsTotal}
      text={`${rowsReckoned} of ${rowsTotal} rows reckoned`}
      hasBegun={false}
    />
  );
}

function Done({ bulkCancel }: { readonly bulkCancel: BulkCancel }) {
  const { rowsToDo, rowsDone, rowsSetAside, rowsPerSecond, secondsLeft } = bulkCancel.progress;
  const finished = sumOf([rowsDone, rowsSetAside]);
  const all = sumOf([finished, rowsToDo]);
  return (
    <>
      <div>
        <ProgressBar
          label="Rows done"
          done={finished}
          total={all}
          text={`${rowsDone} of ${all} rows done, ${rowsSetAside} set aside`}
        />
        {rowsPerSecond !== null && (
          <span className="quiet figure">
            {rowsPerSecond} rows per second
            {secondsLeft !== null && rowsToDo !== "0" && ` · ${secondsLeft} s left`}
          </span>
        )}
      </div>
      <SoFar bulkCancel={bulkCancel} />
    </>
  );
}

/** By currency. */
const SoFar = ({ bulkCancel }: { readonly bulkCancel: BulkCancel }) => (
  <dl className="facts">
    {bulkCancel.counts
      .filter(({ state }) => state === "Done")
      .flatMap(({ currency, credited, writtenOff }) => [
        <div key={`credited ${currency}`}>
          <dt>{isOver(bulkCancel) ? "Credited" : "Credited so far"}</dt>
          <dd className="large">
            <Money amount={credited} currency={currency} tone="credit" />
          </dd>
        </div>,
        <div key={`written off ${currency}`}>
          <dt>{isOver(bulkCancel) ? "Written off" : "Written off so far"}</dt>
          <dd className="large">
            <Money amount={writtenOff} currency={currency} tone="lost" />
          </dd>
        </div>,
      ])}
  </dl>
);
