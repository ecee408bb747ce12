import { Button, Modal, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { queryClient } from "../../api/queries.ts";
import { useSession } from "../../shell/session.ts";
import { Failed } from "../../ui/states.tsx";
import { CHANGES, type DocumentChange } from "./document-changes.ts";
import type { ShownDocument } from "./shown-document.ts";

/** What the document's status and the rights of who has signed in allow; each asks once more. */
export function DocumentActions({ document }: { readonly document: ShownDocument }) {
  const { permissions } = useSession();
  const [asked, setAsked] = useState<DocumentChange>();
  const offered = CHANGES[document.kind].filter(
    ({ needs, isOffered }) =>
      isOffered(document) && needs.every((permission) => permissions.includes(permission)),
  );
  return (
    <>
      {offered.map((change) => (
        <Button key={change.verb} variant="default" onClick={() => setAsked(change)}>
          {change.verb} …
        </Button>
      ))}
      <Modal
        opened={asked !== undefined}
        onClose={() => setAsked(undefined)}
        title={`${asked?.verb ?? ""} ${document.number}`}
        closeButtonProps={{ "aria-label": "Close" }}
      >
        {asked && (
          <Confirm change={asked} document={document} onClose={() => setAsked(undefined)} />
        )}
      </Modal>
    </>
  );
}

type ConfirmProps = {
  readonly change: DocumentChange;
  readonly document: ShownDocument;
  readonly onClose: () => void;
};

function Confirm({ change, document, onClose }: ConfirmProps) {
  const { verb, whatItDoes, asks, isLoss, send } = change;
  const [text, setText] = useState("");
  const done = useMutation({
    mutationFn: () => send(document.id, text.trim()),
    onSuccess: async () => {
      onClose();
      await queryClient.invalidateQueries();
    },
  });
  return (
    <div className="stack">
      <p className="ending">{whatItDoes(document)}</p>
      {asks && (
        <TextInput
          label={asks.label}
          description={asks.description}
          maxLength={255}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
      )}
      {done.error && <Failed error={done.error} what={document.number} title="Nothing was done" />}
      <div className="row">
        <Button variant="default" onClick={onClose}>
          Leave it as it is
        </Button>
        <Button
          {...(isLoss && { color: "red" })}
          loading={done.isPending}
          onClick={() => done.mutate()}
        >
          {verb}
        </Button>
      </div>
    </div>
  );
}
