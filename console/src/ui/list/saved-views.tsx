import { Button, Checkbox, Popover, TextInput } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { api } from "../../api/client.ts";
import type { Answered as AnswerOf } from "../../api/exactly.ts";
import { ask, queryClient } from "../../api/queries.ts";
import { useMay } from "../../shell/session.ts";
import { Failed } from "../states.tsx";
import { isSame, type ListSearch, parametersOf } from "./list-search.ts";

type View = AnswerOf<"listSavedViews">["views"][number];

type SavedViewsProps<Search extends ListSearch> = {
  readonly list: string;
  readonly search: Search;
  readonly go: (search: Search) => unknown;
};

/** What was saved of this list, by oneself or for all; the one that is shown can be changed here. */
export function SavedViews<Search extends ListSearch>(props: SavedViewsProps<Search>) {
  const { list, search, go } = props;
  const query = useQuery(ask.listSavedViews({ query: { list } }));
  const views = query.data?.views ?? [];
  const parameters = parametersOf(search);
  const active = views.find((view) => isSame(view.search, parameters));
  const hasSomething = Object.keys(parameters).length > 0;
  if (query.error) return <Failed error={query.error} what="the saved views" />;
  if (views.length === 0 && !hasSomething) return null;
  return (
    <div className="row">
      <nav aria-label="Saved views" className="choices">
        {views.map((view) => (
          <Button
            key={view.id}
            size="compact-sm"
            variant={view === active ? "filled" : "default"}
            aria-pressed={view === active}
            onClick={() => go((view === active ? {} : view.search) as Search)}
          >
            {view.name}
            {!view.isOwn && <span className="visually-hidden">, of {view.userName}</span>}
          </Button>
        ))}
      </nav>
      {active ? (
        <ActiveView key={active.id} view={active} />
      ) : (
        hasSomething && <SaveView list={list} search={search} />
      )}
    </div>
  );
}

const refresh = () => queryClient.invalidateQueries({ queryKey: ["listSavedViews"] });

/** Of one's own; who may write settings keeps those of others in order as well. */
function ActiveView({ view }: { readonly view: View }) {
  const mayKeep = useMay("settings.write");
  const share = useMutation({
    mutationFn: (isShared: boolean) =>
      api.updateSavedView({ params: { viewId: view.id }, body: { isShared } }),
    onSuccess: refresh,
  });
  const remove = useMutation({
    mutationFn: () => api.deleteSavedView({ params: { viewId: view.id } }),
    onSuccess: refresh,
  });
  if (!view.isOwn && !mayKeep) return <span className="quiet">shared by {view.userName}</span>;
  const error = share.error ?? remove.error;
  return (
    <>
      <Button
        size="compact-sm"
        variant="subtle"
        loading={share.isPending}
        onClick={() => share.mutate(!view.isShared)}
      >
        {view.isShared ? "Stop sharing it" : "Share it with all"}
      </Button>
      <Button
        size="compact-sm"
        variant="subtle"
        loading={remove.isPending}
        onClick={() => remove.mutate()}
      >
        Delete view {view.name}
      </Button>
      {error && <Failed error={error} what={view.name} title={`Could not change ${view.name}`} />}
    </>
  );
}

type SaveViewProps = { readonly list: string; readonly search: ListSearch };

/** By a name that one has already, it is saved instead of that. */
function SaveView({ list, search }: SaveViewProps) {
  const [isOpen, setOpen] = useState(false);
  const [name, setName] = useState("");
  const [isShared, setShared] = useState(false);
  const save = useMutation({
    mutationFn: () =>
      api.createSavedView({ body: { list, name, search: parametersOf(search), isShared } }),
    onSuccess: async () => {
      await refresh();
      setOpen(false);
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() !== "") save.mutate();
  };
  return (
    <Popover opened={isOpen} onChange={setOpen} position="bottom-start" trapFocus shadow="md">
      <Popover.Target>
        <Button size="compact-sm" variant="subtle" onClick={() => setOpen(!isOpen)}>
          Save this view …
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Save this view">
        <form className="stack" onSubmit={submit}>
          <TextInput
            label="Name of the view"
            maxLength={100}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Checkbox
            label="For all who work here"
            checked={isShared}
            onChange={(event) => setShared(event.currentTarget.checked)}
          />
          {save.error && (
            <Failed error={save.error} what="the view" title="Could not save the view" />
          )}
          <Button type="submit" loading={save.isPending} disabled={name.trim() === ""}>
            Save view
          </Button>
        </form>
      </Popover.Dropdown>
    </Popover>
  );
}
