import { api } from "../../../api/client.ts";
import type { Answered } from "../../../api/exactly.ts";
import { ask } from "../../../api/queries.ts";
import { Moment } from "../../../ui/moment.tsx";
import { pageAfter } from "../../../ui/page-after.ts";
import { Status } from "../../../ui/status.tsx";
import { type BodyOf, type Draft, fieldsOf, sameOptions } from "../form/field.ts";
import type { Setting } from "../form/setting.ts";
import { SettingPage } from "../form/setting-page.tsx";
import { labelsOf, namesOf, useOrganizationOptions } from "./organization-options.ts";
import { useRoleOptions } from "./role-options.ts";
import { SetPassword } from "./set-password.tsx";

type Listed = Answered<"listUsers">;
type User = Listed["users"][number];

const fields = fieldsOf<"createUser" | "updateUser">([
  { name: "userName", label: "User name", kind: "text", isRequired: true, isOnlyForNew: true },
  { name: "firstName", label: "First name", kind: "text" },
  { name: "lastName", label: "Last name", kind: "text" },
  { name: "workEmail", label: "E-mail", kind: "text" },
  {
    ...{ name: "roles", label: "Roles", kind: "choices", useOptions: useRoleOptions },
    help: "Without any, he may do nothing.",
  },
  {
    ...{ name: "organizationLabels", label: "Limited to organizations", kind: "choices" },
    useOptions: useOrganizationOptions,
    help: "He sees their accounts, and those of no organization. None chosen: all.",
  },
  {
    ...{ name: "status", label: "Status", kind: "choice" },
    options: sameOptions(["Active", "Inactive"]),
    help: "Who is Inactive is refused within half a minute, and so are his OAuth clients.",
  },
]);

/** Without organizations he is limited to none: that is said by null. */
const toBody = ({ organizationLabels, ...body }: Draft) =>
  ({ ...body, organizationLabels: labelsOf(organizationLabels) }) as BodyOf<"createUser">;

const USERS: Setting<User, Listed> = {
  title: "Users",
  one: "user",
  about: "Who signs in here, and whose OAuth clients call the API.",
  write: "users.write",
  list: {
    ask: (page) => ask.listUsers({ query: { page, pageSize: "40" } }),
    rowsOf: ({ users }) => users,
    nextPageOf: ({ nextPage }) => pageAfter(nextPage),
    keyOf: ({ id }) => id,
    nameOf: ({ userName }) => userName,
    columns: [
      {
        name: "name",
        title: "Name",
        cell: ({ firstName, lastName }) => [firstName, lastName].filter(Boolean).join(" ") || "–",
      },
      { name: "roles", title: "Roles", cell: ({ roles }) => roles.join(", ") || "none" },
      {
        name: "organizations",
        title: "Organizations",
        cell: ({ organizationLabels }) => organizationLabels?.map(nameOf).join(", ") ?? "all",
      },
      { name: "status", title: "Status", cell: ({ status }) => <Status status={status} /> },
      {
        name: "seen",
        title: "Last seen here",
        cell: ({ lastSeenDate }) => (lastSeenDate ? <Moment at={lastSeenDate} /> : "never"),
      },
    ],
  },
  empty: "Somebody has to be there to see this.",
  form: {
    fields,
    initial: { roles: [], organizationLabels: [], status: "Active" },
    draftOf: ({ firstName, lastName, workEmail, roles, organizationLabels, status }) => ({
      ...{ firstName, lastName, workEmail, roles, status },
      organizationLabels: namesOf(organizationLabels),
    }),
    create: (body) => api.createUser({ body: toBody(body) }),
    update: ({ id }, body) =>
      api.updateUser({ params: { userKey: id }, body: toBody(body) as BodyOf<"updateUser"> }),
  },
  Beneath: ({ row }) => <SetPassword user={row} />,
};

const nameOf = ({ organizationName }: { readonly organizationName: string }) => organizationName;

export const UsersPage = () => <SettingPage setting={USERS} />;
