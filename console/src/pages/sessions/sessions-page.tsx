import { Button } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { api } from "../../api/client.ts";
import type { Answered as AnswerOf } from "../../api/exactly.ts";
import { ask, queryClient } from "../../api/queries.ts";
import { type Column, DataTable } from "../../ui/data-table.tsx";
import { Moment } from "../../ui/moment.tsx";
import { PageHead } from "../../ui/page-head.tsx";
import { Answered, Failed } from "../../ui/states.tsx";
import { browserName } from "./browser-name.ts";

type OwnSession = AnswerOf<"listSessions">["sessions"][number];

/** Where one has signed in, so that what one has left open elsewhere can be ended. */
export function SessionsPage() {
  const query = useQuery(ask.listSessions({}));
  const end = useMutation({
    mutationFn: (sessionId: string) => api.endSession({ params: { sessionId } }),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["listSessions"] }),
  });
  const columns: readonly Column<OwnSession>[] = [
    ...COLUMNS,
    {
      name: "end",
      title: "What to do",
      cell: (session) =>
        session.isCurrent ? (
          <span className="quiet">this one</span>
        ) : (
          <Button
            size="xs"
            variant="default"
            loading={end.isPending && end.variables === session.id}
            aria-label={`End ${browserName(session.browser)}, signed in ${session.signedInDate}`}
            onClick={() => end.mutate(session.id)}
          >
            End it
          </Button>
        ),
    },
  ];
  return (
    <>
      <PageHead title="Your sessions" tabTitle="Your sessions" />
      <section className="panel stack" aria-label="Where you have signed in">
        <p className="quiet ending">
          Whoever ends one is asked to sign in again there. One that you do not know: end it, and
          have your password set anew.
        </p>
        {end.error && <Failed error={end.error} what="it" title="It goes on" />}
        <Answered query={query} what="your sessions">
          {({ sessions }) => (
            <DataTable
              caption="Your sessions"
              columns={columns}
              rows={sessions}
              keyOf={({ id }) => id}
            />
          )}
        </Answered>
      </section>
    </>
  );
}

const COLUMNS: readonly Column<OwnSession>[] = [
  {
    name: "browser",
    title: "Browser",
    cell: ({ browser }) => <span title={browser}>{browserName(browser)}</span>,
  },
  { name: "with", title: "By", cell: ({ signedInWith }) => signedInWith },
  { name: "in", title: "Signed in", cell: ({ signedInDate }) => <Moment at={signedInDate} /> },
  { name: "used", title: "Last used", cell: ({ lastUsedDate }) => <Moment at={lastUsedDate} /> },
  { name: "until", title: "Until", cell: ({ expiresDate }) => <Moment at={expiresDate} /> },
];
