/** All that has happened to an account, the latest first: more is asked for as one goes back. */
import { Button, Chip } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../api/client.ts";
import type { Answered as AnswerOf } from "../../api/exactly.ts";
import { shownDay } from "../../ui/days.tsx";
import { Failed, Loading } from "../../ui/states.tsx";
import { useUserNames } from "../../ui/user-names.ts";
import classes from "./account-timeline.module.css";
import { Entry } from "./timeline-entry.tsx";
import { GROUPS, type Group } from "./timeline-kinds.ts";

export type TimelineEntry = AnswerOf<"getAccountTimeline">["entries"][number];

const PAGE_SIZE = 25;

export function AccountTimeline({ accountNumber }: { readonly accountNumber: string }) {
  const [groups, setGroups] = useState<readonly Group[]>([]);
  const kinds = groups.flatMap((group) => GROUPS[group]);
  const query = useInfiniteQuery({
    queryKey: ["getAccountTimeline", accountNumber, kinds],
    queryFn: ({ pageParam }) => askPage(accountNumber, kinds, pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextPage }) => cursorIn(nextPage),
  });
  const entries = query.data?.pages.flatMap((page) => page.entries);
  return (
    <section className="panel stack" aria-labelledby="timeline">
      <div className="row row-apart">
        <h2 id="timeline" className="ending">
          Timeline
        </h2>
        <Kinds chosen={groups} onChoose={setGroups} />
      </div>
      {query.error && (
        <Failed error={query.error} what="the timeline" onRetry={() => void query.refetch()} />
      )}
      {entries ? (
        <Entries entries={entries} />
      ) : (
        query.isPending && <Loading what="the timeline" lines={8} />
      )}
      {query.hasNextPage && (
        <div>
          <Button
            variant="default"
            loading={query.isFetchingNextPage}
            onClick={() => void query.fetchNextPage()}
          >
            Show what was before
          </Button>
        </div>
      )}
    </section>
  );
}

const askPage = (accountKey: string, kinds: readonly string[], cursor: string | undefined) =>
  api.getAccountTimeline({
    params: { accountKey },
    query: {
      pageSize: PAGE_SIZE,
      ...(kinds.length > 0 && { kinds: kinds.join(",") }),
      ...(cursor !== undefined && { cursor }),
    },
  });

const cursorIn = (nextPage: string | undefined): string | undefined =>
  nextPage && (new URL(nextPage).searchParams.get("cursor") ?? undefined);

type KindsProps = {
  readonly chosen: readonly Group[];
  readonly onChoose: (groups: readonly Group[]) => void;
};

/** None chosen: all of them. */
const Kinds = ({ chosen, onChoose }: KindsProps) => (
  <fieldset className="choices">
    <legend className="visually-hidden">Shown of the timeline</legend>
    <Chip.Group multiple value={[...chosen]} onChange={(names) => onChoose(names as Group[])}>
      {Object.keys(GROUPS).map((group) => (
        <Chip key={group} value={group} size="sm" variant="outline">
          {group}
        </Chip>
      ))}
    </Chip.Group>
  </fieldset>
);

/** Days as heads, so that no line has to say its own. */
function Entries({ entries }: { readonly entries: readonly TimelineEntry[] }) {
  const nameOf = useUserNames();
  if (entries.length === 0)
    return <p className="quiet ending">Nothing of that kind has happened.</p>;
  const days = [...Map.groupBy(entries, ({ occurredDate }) => occurredDate.slice(0, 10))];
  return (
    <ol className={classes.days}>
      {days.map(([day, own]) => (
        <li key={day}>
          <h3 className={classes.day}>{shownDay(day)}</h3>
          <ol className={classes.entries}>
            {own.map((entry) => (
              <Entry key={entry.id} entry={entry} userName={entry.userId && nameOf(entry.userId)} />
            ))}
          </ol>
        </li>
      ))}
    </ol>
  );
}
