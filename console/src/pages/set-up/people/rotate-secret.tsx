import { Button, NativeSelect } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../../api/client.ts";
import type { Answered } from "../../../api/exactly.ts";
import { queryClient } from "../../../api/queries.ts";
import { useMay } from "../../../shell/session.ts";
import { Moment } from "../../../ui/moment.tsx";
import { Failed } from "../../../ui/states.tsx";
import { ClientSecret } from "./client-secret.tsx";

type Client = Answered<"listOauthClients">["clients"][number];

const GRACES = [
  { value: "86400", label: "for another day" },
  { value: "3600", label: "for another hour" },
  { value: "604800", label: "for another week" },
  { value: "0", label: "no more, from now on" },
];

/** Another secret; the one before works on for as long as its programs need to be told. */
export function RotateSecret({ client }: { readonly client: Client }) {
  const mayWrite = useMay("users.write");
  const [grace, setGrace] = useState("86400");
  const rotate = useMutation({
    mutationFn: () =>
      api.rotateClientSecret({
        params: { clientId: client.clientId },
        body: { graceSeconds: Number(grace) },
      }),
    onSuccess: () => queryClient.invalidateQueries(),
  });
  return (
    <section className="panel stack" aria-labelledby="secret">
      <h2 id="secret" className="ending">
        Secret
      </h2>
      <p className="flush">
        Client id <code className="wraps">{client.clientId}</code>. The secret was shown when it was
        made; a lost one is replaced.
        {client.formerSecretExpiresOn && (
          <>
            {" "}
            The one before works until <Moment at={client.formerSecretExpiresOn} />.
          </>
        )}
      </p>
      {rotate.data && <ClientSecret made={rotate.data} />}
      {rotate.error && (
        <Failed error={rotate.error} what="the secret" title="Could not replace the secret" />
      )}
      {mayWrite && (
        <div className="row">
          <NativeSelect
            label="The present secret works"
            data={GRACES}
            value={grace}
            onChange={(event) => setGrace(event.currentTarget.value)}
          />
          <Button variant="default" loading={rotate.isPending} onClick={() => rotate.mutate()}>
            Replace the secret
          </Button>
        </div>
      )}
    </section>
  );
}
