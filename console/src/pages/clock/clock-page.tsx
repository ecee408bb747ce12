import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { ask, queryClient, sessionQuery } from "../../api/queries.ts";
import { useSession } from "../../shell/session.ts";
import { inWords } from "../../ui/days.tsx";
import { PageHead } from "../../ui/page-head.tsx";
import { Answered, Empty } from "../../ui/states.tsx";
import { ClockAhead } from "./clock-ahead.tsx";
import { ClockMove } from "./clock-move.tsx";
import { ClockSnapshots } from "./clock-snapshots.tsx";
import { type Clock, isMoving } from "./clock-state.ts";

/** Between two looks at a clock that is on its way, in milliseconds. */
const LOOK_AGAIN = 1000;

/** Which day it is for a sandbox entity, what comes, and the way to a later day. */
export function ClockPage() {
  const query = useQuery({
    ...ask.getClock({}),
    refetchInterval: ({ state: { data } }) => (data && isMoving(data) ? LOOK_AGAIN : false),
  });
  const { today, clockDate } = useSession();
  const { date = today, followsRealClock = clockDate === null } = query.data ?? {};
  const hasMoved = date !== today || followsRealClock !== (clockDate === null);
  // The day at the top is that of the session.
  useEffect(() => {
    if (hasMoved) void queryClient.invalidateQueries({ queryKey: sessionQuery.queryKey });
  }, [hasMoved]);
  return (
    <>
      <PageHead title="Clock" tabTitle="Clock" />
      <Answered query={query} what="the clock" lines={6}>
        {(clock) => (clock.isSandbox ? <Sandbox clock={clock} /> : <RealClock clock={clock} />)}
      </Answered>
    </>
  );
}

const RealClock = ({ clock: { date } }: { readonly clock: Clock }) => (
  <Empty title={`It is ${inWords(date)}`}>
    <p>This entity lives by the real clock. Only a sandbox entity can have another one.</p>
  </Empty>
);

const Sandbox = ({ clock }: { readonly clock: Clock }) => (
  <div className="stack">
    <section className="panel" aria-label="The day">
      <dl className="facts">
        <div>
          <dt>For this entity it is</dt>
          <dd className="large">{inWords(clock.date)}</dd>
        </div>
        <div>
          <dt>It follows</dt>
          <dd>{clock.followsRealClock ? "the real clock" : "a clock of its own"}</dd>
        </div>
        <div>
          <dt>Time zone</dt>
          <dd>{clock.timeZone}</dd>
        </div>
      </dl>
    </section>
    {clock.move && <ClockMove move={clock.move} />}
    <ClockAhead clock={clock} />
    <ClockSnapshots clock={clock} />
  </div>
);
