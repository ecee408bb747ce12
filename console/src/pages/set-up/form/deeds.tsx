import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { queryClient } from "../../../api/queries.ts";
import { useMay } from "../../../shell/session.ts";
import { Failed } from "../../../ui/states.tsx";

export type Deed = {
  /** "Close the period" */
  readonly name: string;
  readonly about: string;
  readonly run: () => Promise<unknown>;
};

type DeedsProps = {
  readonly title: string;
  /** The permission without which none of them is offered. */
  readonly needs: string;
  readonly deeds: readonly Deed[];
};

/** What can be done with one of the settings beside changing it: a button each, which says what follows. */
export function Deeds({ title, needs, deeds }: DeedsProps) {
  const may = useMay(needs);
  const doing = useMutation({
    mutationFn: (deed: Deed) => deed.run(),
    onSettled: () => queryClient.invalidateQueries(),
  });
  if (!may || deeds.length === 0) return null;
  return (
    <section className="panel stack" aria-label={title}>
      <h2 className="ending">{title}</h2>
      {doing.error && (
        <Failed
          error={doing.error}
          what="it"
          title={`Could not do it: ${doing.variables?.name.toLowerCase()}`}
        />
      )}
      {deeds.map((deed) => (
        <div key={deed.name} className="row">
          <Button
            variant="default"
            loading={doing.isPending && doing.variables.name === deed.name}
            onClick={() => doing.mutate(deed)}
          >
            {deed.name}
          </Button>
          <span className="quiet">{deed.about}</span>
        </div>
      ))}
    </section>
  );
}
