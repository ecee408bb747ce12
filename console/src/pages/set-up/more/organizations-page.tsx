import { useQuery } from "@tanstack/react-query";
import { api } from "../../../api/client.ts";
import type { Answered } from "../../../api/exactly.ts";
import { ask } from "../../../api/queries.ts";
import { Moment } from "../../../ui/moment.tsx";
import { type BodyOf, fieldsOf, type Option } from "../form/field.ts";
import type { Setting } from "../form/setting.ts";
import { SettingPage } from "../form/setting-page.tsx";

type Listed = Answered<"listOrganizations">;
type Organization = Listed["organizations"][number];

function useParentOptions(): readonly Option[] {
  const query = useQuery(ask.listOrganizations({}));
  const all = query.data?.organizations ?? [];
  return [
    { value: "", label: "Nothing" },
    ...all.map(({ id, name }) => ({ value: id, label: name })),
  ];
}

const ORGANIZATIONS: Setting<Organization, Listed> = {
  title: "Organizations",
  one: "organization",
  about:
    "Parts of the company: accounts are of one, users and OAuth clients may be limited to some.",
  write: "settings.write",
  list: {
    ask: () => ask.listOrganizations({}),
    rowsOf: ({ organizations }) => organizations,
    keyOf: ({ id }) => id,
    nameOf: ({ name }) => name,
    columns: [
      { name: "parent", title: "Part of", cell: ({ parentId }) => <Name id={parentId} /> },
      {
        name: "created",
        title: "Created",
        cell: ({ createdDate }) => <Moment at={createdDate} />,
      },
    ],
  },
  empty: "Without any, whoever may see accounts sees all of them.",
  form: {
    fields: fieldsOf<"createOrganization">([
      { name: "name", label: "Name", kind: "text", isRequired: true },
      {
        ...{ name: "parentKey", label: "Part of", kind: "choice", useOptions: useParentOptions },
        help: "Whoever may see that does not see this by it.",
      },
    ]),
    initial: { name: "" },
    draftOf: ({ name, parentId }) => ({ name, parentKey: parentId }),
    create: (body) => api.createOrganization({ body: body as BodyOf<"createOrganization"> }),
    update: ({ id }, body) =>
      api.updateOrganization({
        params: { organizationKey: id },
        body: body as BodyOf<"updateOrganization">,
      }),
  },
  remove: {
    run: ({ id }) => api.deleteOrganization({ params: { organizationKey: id } }),
    warning: "One that nothing is of, and nobody limited to, can be deleted.",
  },
};

function Name({ id }: { readonly id: string | null }) {
  const options = useParentOptions();
  return id === null ? "–" : (options.find(({ value }) => value === id)?.label ?? id);
}

export const OrganizationsPage = () => <SettingPage setting={ORGANIZATIONS} />;
