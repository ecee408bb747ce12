import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { queryClient } from "../../../api/queries.ts";
import { Failed } from "../../../ui/states.tsx";

type RemoveSettingProps = {
  readonly one: string;
  readonly name: string;
  readonly warning: string;
  readonly remove: () => Promise<unknown>;
};

/** Deletes it, and asks once before. */
export function RemoveSetting({ one, name, warning, remove }: RemoveSettingProps) {
  const navigate = useNavigate();
  const [isAsking, setAsking] = useState(false);
  const removing = useMutation({
    mutationFn: remove,
    onSuccess: async () => {
      await navigate({ to: ".", search: {} });
      await queryClient.invalidateQueries();
    },
  });
  return (
    <section className="panel stack" aria-label={`Delete the ${one}`}>
      <p className="flush">{warning}</p>
      {removing.error && <Failed error={removing.error} what={name} title="Could not delete it" />}
      <div className="row">
        {isAsking ? (
          <>
            <Button variant="default" onClick={() => setAsking(false)}>
              Keep it
            </Button>
            <Button color="red" loading={removing.isPending} onClick={() => removing.mutate()}>
              Delete {name}
            </Button>
          </>
        ) : (
          <Button variant="default" onClick={() => setAsking(true)}>
            Delete the {one} …
          </Button>
        )}
      </div>
    </section>
  );
}
