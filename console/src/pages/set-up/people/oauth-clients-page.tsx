import { Switch } from "@mantine/core";
import { api } from "../../../api/client.ts";
import type { Answered } from "../../../api/exactly.ts";
import { ask } from "../../../api/queries.ts";
import { Moment } from "../../../ui/moment.tsx";
import { pageAfter } from "../../../ui/page-after.ts";
import { Status } from "../../../ui/status.tsx";
import { type BodyOf, type Draft, fieldsOf, type InputProps, sameOptions } from "../form/field.ts";
import type { Setting } from "../form/setting.ts";
import { SettingPage } from "../form/setting-page.tsx";
import { CreatedSecret } from "./client-secret.tsx";
import { labelsOf, namesOf, useOrganizationOptions } from "./organization-options.ts";
import { PermissionInput } from "./permission-input.tsx";
import { RotateSecret } from "./rotate-secret.tsx";
import { useUserOptions } from "./user-options.ts";

type Listed = Answered<"listOauthClients">;
type Client = Listed["clients"][number];

const fields = fieldsOf<"createOauthClient" | "updateOauthClient">([
  {
    ...{ name: "userKey", label: "Acts as", kind: "choice", isRequired: true, isOnlyForNew: true },
    useOptions: useUserOptions,
    help: "It may never do more than this user.",
  },
  { name: "name", label: "Name", kind: "text", isRequired: true, help: "What it is for." },
  { name: "permissions", label: "Permissions", kind: "own", Input: ScopeInput },
  {
    ...{ name: "organizationLabels", label: "Limited to organizations", kind: "choices" },
    useOptions: useOrganizationOptions,
    help: "None chosen: all that its user sees.",
  },
]);

const statusField = fieldsOf<"updateOauthClient">([
  {
    ...{ name: "status", label: "Status", kind: "choice" },
    options: sameOptions(["Active", "Inactive"]),
    help: "An Inactive one is refused within half a minute; its secret stays.",
  },
]);

/** All that its user may, or what is chosen. */
function ScopeInput(props: InputProps) {
  const isLimited = Array.isArray(props.value);
  return (
    <>
      <Switch
        label="Limit it to some of the permissions of its user"
        checked={isLimited}
        onChange={(event) => props.onChange(event.currentTarget.checked ? [] : null)}
      />
      {isLimited && <PermissionInput {...props} />}
    </>
  );
}

const toBody = ({ organizationLabels, permissions = null, ...body }: Draft) => ({
  ...body,
  permissions,
  organizationLabels: labelsOf(organizationLabels),
});

const CLIENTS: Setting<Client, Listed> = {
  title: "OAuth clients",
  one: "OAuth client",
  about: "Programs that call the API, each as one of the users.",
  write: "users.write",
  list: {
    ask: (page) => ask.listOauthClients({ query: { page, pageSize: "40" } }),
    rowsOf: ({ clients }) => clients,
    nextPageOf: ({ nextPage }) => pageAfter(nextPage),
    keyOf: ({ clientId }) => clientId,
    nameOf: ({ name, clientId }) => name ?? clientId,
    columns: [
      { name: "user", title: "Acts as", cell: ({ userName }) => userName },
      {
        name: "permissions",
        title: "May",
        cell: ({ permissions }) => permissions?.join(", ") ?? "all that its user may",
      },
      {
        name: "organizations",
        title: "Organizations",
        cell: ({ organizationLabels }) =>
          organizationLabels ? namesOf(organizationLabels).join(", ") : "all",
      },
      { name: "status", title: "Status", cell: ({ status }) => <Status status={status} /> },
      {
        name: "used",
        title: "Last used",
        cell: ({ lastUsedDate }) => (lastUsedDate ? <Moment at={lastUsedDate} /> : "never"),
      },
    ],
  },
  empty: "A program that calls the API needs one: its secret is shown once, when it is made.",
  form: {
    fields: [...fields, ...statusField],
    initial: { userKey: "", name: "", permissions: null, organizationLabels: [] },
    draftOf: ({ name, permissions, organizationLabels, status }) => ({
      ...{ name, permissions, status },
      organizationLabels: namesOf(organizationLabels),
    }),
    create: (body) => api.createOauthClient({ body: toBody(body) as BodyOf<"createOauthClient"> }),
    Created: ({ created, onDone }) => (
      <CreatedSecret made={created as Answered<"createOauthClient">} onDone={onDone} />
    ),
    update: ({ clientId }, body) =>
      api.updateOauthClient({
        params: { clientId },
        body: toBody(body) as BodyOf<"updateOauthClient">,
      }),
  },
  remove: {
    run: ({ clientId }) => api.deleteOauthClient({ params: { clientId } }),
    warning: "Deleted with its tokens: programs that use it are refused from then on.",
  },
  Beneath: ({ row }) => <RotateSecret client={row} />,
};

export const OauthClientsPage = () => <SettingPage setting={CLIENTS} />;
