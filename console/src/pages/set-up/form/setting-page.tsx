import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { useMay } from "../../../shell/session.ts";
import { ButtonLink } from "../../../ui/button-link.tsx";
import type { Column } from "../../../ui/data-table.tsx";
import { ListPanel } from "../../../ui/list-panel.tsx";
import { PageHead } from "../../../ui/page-head.tsx";
import { Answered, Empty } from "../../../ui/states.tsx";
import { RemoveSetting } from "./remove-setting.tsx";
import type { Setting } from "./setting.ts";
import { SettingForm } from "./setting-form.tsx";
import type { SettingSearch } from "./setting-search.ts";

type SettingPageProps<Row, Data> = { readonly setting: Setting<Row, Data> };

/** A kind of settings: all of them as a list, or the form of one, as the address says. */
export function SettingPage<Row, Data>({ setting }: SettingPageProps<Row, Data>) {
  const search: SettingSearch = useSearch({ strict: false });
  if (search.isNew && setting.form?.create) return <NewPage setting={setting} />;
  if (search.row !== undefined) return <OnePage setting={setting} search={search} />;
  return <ListPage setting={setting} search={search} />;
}

type ShownProps<Row, Data> = SettingPageProps<Row, Data> & { readonly search: SettingSearch };

const usePage = <Row, Data>(setting: Setting<Row, Data>, { page = "1" }: SettingSearch) =>
  useQuery({ ...setting.list.ask(page), placeholderData: keepPreviousData });

function ListPage<Row, Data>({ setting, search }: ShownProps<Row, Data>) {
  const { title, one, about, list, form, write, BeneathList } = setting;
  const query = usePage(setting, search);
  const navigate = useNavigate();
  const mayWrite = useMay(write);
  const create = mayWrite && form?.create && (
    <ButtonLink to="." search={{ isNew: true }}>
      New {one}
    </ButtonLink>
  );
  const rows = query.data ? list.rowsOf(query.data) : [];
  return (
    <>
      <PageHead title={title} tabTitle={title} beneath={about}>
        {create}
      </PageHead>
      <div className="stack">
        {!mayWrite && <p className="quiet flush">Changing them takes the permission {write}.</p>}
        <ListPanel
          query={query}
          caption={title}
          toPage={(data) => ({ rows: list.rowsOf(data), nextPage: list.nextPageOf?.(data) })}
          columns={form ? [linkColumn(setting, search), ...list.columns] : list.columns}
          keyOf={list.keyOf}
          isFirst={!search.page}
          onPage={(page) => void navigate({ to: ".", search: { page } })}
          lines={6}
          empty={
            <Empty title={`There is no ${one} yet`}>
              <p>{setting.empty}</p>
              {create}
            </Empty>
          }
        />
        {BeneathList && query.data && <BeneathList rows={rows} />}
      </div>
    </>
  );
}

const linkColumn = <Row, Data>(
  { list, one }: Setting<Row, Data>,
  { page }: SettingSearch,
): Column<Row> => ({
  name: "link",
  title: one.charAt(0).toUpperCase() + one.slice(1),
  cell: (row) => (
    <Link to="." search={{ row: list.keyOf(row), page }} className="link">
      {list.nameOf(row)}
    </Link>
  ),
});

function NewPage<Row, Data>({ setting }: SettingPageProps<Row, Data>) {
  const { title, one, write, form } = setting;
  const navigate = useNavigate();
  const mayWrite = useMay(write);
  const [created, setCreated] = useState<{ readonly answer: unknown }>();
  const toList = () => void navigate({ to: ".", search: {} });
  if (!form?.create) return null;
  return (
    <>
      <PageHead title={`New ${one}`} tabTitle={`New ${one}`} beneath={<BackTo title={title} />} />
      {created && form.Created ? (
        <form.Created created={created.answer} onDone={toList} />
      ) : (
        <SettingForm
          title={`New ${one}`}
          fields={form.fields}
          initial={form.initial}
          isNew
          isTitled
          action={`Create the ${one}`}
          save={form.create}
          onSaved={(answer) => (form.Created ? setCreated({ answer }) : toList())}
          refusal={mayWrite ? undefined : `Creating one takes the permission ${write}.`}
        />
      )}
    </>
  );
}

const BackTo = ({ title }: { readonly title: string }) => (
  <Link to="." search={{}} className="link">
    All {lower(title)}
  </Link>
);

const lower = (title: string): string =>
  /^[A-Z]{2}/.test(title) ? title : title.charAt(0).toLowerCase() + title.slice(1);

function OnePage<Row, Data>({ setting, search }: ShownProps<Row, Data>) {
  const { title, one, list } = setting;
  const query = usePage(setting, search);
  return (
    <Answered query={query} what={`the ${one}`} lines={8}>
      {(data) => {
        const row = list.rowsOf(data).find((each) => list.keyOf(each) === search.row);
        return row === undefined ? (
          <>
            <PageHead title={title} tabTitle={title} />
            <Empty title={`There is no ${one} '${search.row}' here`}>
              <ButtonLink to="." search={{}} variant="default">
                Show all {lower(title)}
              </ButtonLink>
            </Empty>
          </>
        ) : (
          <ShownOne key={list.keyOf(row)} setting={setting} row={row} />
        );
      }}
    </Answered>
  );
}

function ShownOne<Row, Data>(props: SettingPageProps<Row, Data> & { readonly row: Row }) {
  const { setting, row } = props;
  const { title, one, list, form, remove, write, Beneath } = setting;
  const mayWrite = useMay(write);
  const name = list.nameOf(row);
  const refusal = mayWrite ? form?.refusalOf?.(row) : `Changing it takes the permission ${write}.`;
  const draft = form?.draftOf(row) ?? {};
  return (
    <>
      <PageHead title={name} tabTitle={name} beneath={<BackTo title={title} />} />
      <div className="stack">
        {form?.update && (
          <SettingForm
            // What is saved, or changed by others, is what it starts from again.
            key={JSON.stringify(draft)}
            title={`Change the ${one}`}
            fields={form.fields.filter(({ isOnlyForNew }) => !isOnlyForNew)}
            initial={draft}
            isNew={false}
            action="Save the changes"
            save={(body) => form.update?.(row, body) ?? Promise.resolve()}
            refusal={refusal}
          />
        )}
        {Beneath && <Beneath row={row} />}
        {remove && mayWrite && (remove.isOffered?.(row) ?? true) && (
          <RemoveSetting one={one} name={name} remove={() => remove.run(row)} {...remove} />
        )}
      </div>
    </>
  );
}
