import { Button, Textarea } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../api/client.ts";
import { queryClient } from "../../api/queries.ts";
import { useMay } from "../../shell/session.ts";
import { Failed } from "../../ui/states.tsx";

type AccountNotesProps = { readonly accountNumber: string; readonly notes: string | null };

/** The account has one text of notes; what it was before stands in the timeline. */
export function AccountNotes({ accountNumber, notes }: AccountNotesProps) {
  const mayWrite = useMay("accounts.write");
  const [draft, setDraft] = useState<string>();
  const save = useMutation({
    mutationFn: (text: string) =>
      api.updateAccount({
        params: { accountKey: accountNumber },
        body: { notes: text === "" ? null : text },
      }),
    onSuccess: async () => {
      await queryClient.invalidateQueries();
      setDraft(undefined);
    },
  });
  return (
    <section className="panel stack" aria-labelledby="notes">
      <div className="row row-apart">
        <h2 id="notes" className="ending">
          Notes
        </h2>
        {mayWrite && draft === undefined && (
          <Button variant="default" onClick={() => setDraft(notes ?? "")}>
            {notes ? "Change the notes" : "Write notes"}
          </Button>
        )}
      </div>
      {draft === undefined ? (
        <p className={notes ? "ending keeps-lines" : "quiet ending"}>{notes ?? "None yet."}</p>
      ) : (
        <>
          <Textarea
            aria-label="Notes"
            autosize
            minRows={3}
            maxLength={65_535}
            data-autofocus
            value={draft}
            onChange={(event) => setDraft(event.currentTarget.value)}
          />
          {save.error && (
            <Failed error={save.error} what="the notes" title="Could not save the notes" />
          )}
          <div className="row">
            <Button variant="default" onClick={() => setDraft(undefined)}>
              Leave them as they are
            </Button>
            <Button
              loading={save.isPending}
              disabled={draft === (notes ?? "")}
              onClick={() => save.mutate(draft)}
            >
              Save the notes
            </Button>
          </div>
        </>
      )}
    </section>
  );
}
