import { Button, TextInput } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { api } from "../../api/client.ts";
import type { Answered as AnswerOf, Given } from "../../api/exactly.ts";
import { ask, queryClient } from "../../api/queries.ts";
import { useMay } from "../../shell/session.ts";
import { type Column, DataTable } from "../../ui/data-table.tsx";
import { Day, dayAfter, inWords } from "../../ui/days.tsx";
import { Answered, Empty, Failed } from "../../ui/states.tsx";
import { type Clock, isMoving } from "./clock-state.ts";

const DAYS_AHEAD = 31;
const MOST = "200";

/** What will happen up to a day, and the button that makes it happen. */
export function ClockAhead({ clock }: { readonly clock: Clock }) {
  const search = useSearch({ from: "/shell/clock" });
  const navigate = useNavigate({ from: "/clock" });
  const usual = dayAfter(clock.date, DAYS_AHEAD);
  const to = search.to !== undefined && search.to > clock.date ? search.to : usual;
  return (
    <section className="panel stack" aria-labelledby="ahead">
      <h2 id="ahead" className="ending">
        What comes up to {inWords(to)}
      </h2>
      <TextInput
        type="date"
        label="Look ahead to"
        value={to}
        min={clock.date}
        onChange={({ currentTarget: { value } }) =>
          value !== "" && void navigate({ search: { to: value }, replace: true })
        }
      />
      <Moves clock={clock} to={to} />
      <Ahead to={to} />
    </section>
  );
}

function Moves({ clock, to }: { readonly clock: Clock; readonly to: string }) {
  const maySet = useMay("settings.write");
  const set = useMutation({
    mutationFn: (date: string | null) => api.setClock({ body: { date } } as Given<"setClock">),
    onSettled: () => queryClient.invalidateQueries(),
  });
  if (!maySet)
    return <p className="quiet ending">Setting it takes the permission settings.write.</p>;
  const isBusy = set.isPending || isMoving(clock);
  return (
    <>
      {set.error && <Failed error={set.error} what="the clock" />}
      <div className="row">
        <Button disabled={isBusy} onClick={() => set.mutate(to)}>
          Advance to {inWords(to)}
        </Button>
        {!clock.followsRealClock && (
          <Button variant="default" disabled={isBusy} onClick={() => set.mutate(null)}>
            Follow the real clock again
          </Button>
        )}
      </div>
      <p className="quiet ending">
        What is due on the way is done in order, as if the days had passed: bills are made, payments
        taken, messages sent.
      </p>
    </>
  );
}

type Coming = AnswerOf<"lookAhead">["ahead"][number];

const COLUMNS: readonly Column<Coming>[] = [
  { name: "date", title: "Day", cell: ({ date }) => <Day day={date} /> },
  {
    name: "work",
    title: "What",
    cell: ({ work, isRepeated }) => (isRepeated ? `${work}, if the one before goes well` : work),
  },
  { name: "subject", title: "Of", cell: ({ subject }) => subject },
  {
    name: "account",
    title: "Account",
    cell: ({ accountNumber }) =>
      accountNumber === null ? (
        "–"
      ) : (
        <Link className="link" to="/accounts/$accountKey" params={{ accountKey: accountNumber }}>
          {accountNumber}
        </Link>
      ),
  },
];

function Ahead({ to }: { readonly to: string }) {
  const query = useQuery(ask.lookAhead({ query: { through: to, limit: MOST } }));
  return (
    <Answered query={query} what="what comes">
      {({ ahead, isMore }) =>
        ahead.length === 0 ? (
          <Empty title="Nothing waits for these days">
            <p>No order, renewal, run or schedule becomes due by {inWords(to)}.</p>
          </Empty>
        ) : (
          <>
            <DataTable
              caption="What comes"
              columns={COLUMNS}
              rows={ahead}
              keyOf={({ dueAt, work, subject }) => `${dueAt} ${work} ${subject}`}
            />
            {isMore && <p className="quiet">The first {MOST} are shown.</p>}
          </>
        )
      }
    </Answered>
  );
}
