import { api } from "../../../api/client.ts";
import type { Answered } from "../../../api/exactly.ts";
import { ask } from "../../../api/queries.ts";
import { DataTable } from "../../../ui/data-table.tsx";
import { type BodyOf, fieldsOf } from "../form/field.ts";
import type { Setting } from "../form/setting.ts";
import { SettingPage } from "../form/setting-page.tsx";
import { useAllPermissions } from "./all-permissions.ts";
import { PermissionInput } from "./permission-input.tsx";
import { type Area, areasOf, deedsIn } from "./permission-words.ts";

type Listed = Answered<"listRoles">;
type Role = Listed["roles"][number];

const fields = fieldsOf<"createRole" | "updateRole">([
  { name: "name", label: "Name", kind: "text", isRequired: true },
  { name: "description", label: "Description", kind: "text" },
  { name: "permissions", label: "Permissions", kind: "own", Input: PermissionInput },
]);

const ROLES: Setting<Role, Listed> = {
  title: "Roles",
  one: "role",
  about: "What users may do. Standard roles are of every entity; own ones are made here.",
  write: "users.write",
  list: {
    ask: () => ask.listRoles({}),
    rowsOf: ({ roles }) => roles,
    keyOf: ({ name }) => name,
    nameOf: ({ name }) => name,
    columns: [
      {
        name: "kind",
        title: "Kind",
        cell: ({ isStandard }) => (isStandard ? "Standard" : "Own"),
      },
      { name: "description", title: "Description", cell: ({ description }) => description ?? "–" },
      {
        name: "permissions",
        title: "Permissions",
        isFigure: true,
        cell: ({ permissions }) => permissions.length,
      },
    ],
  },
  empty: "Standard roles are always there.",
  form: {
    fields,
    initial: { permissions: [] },
    draftOf: ({ name, description, permissions }) => ({ name, description, permissions }),
    refusalOf: ({ isStandard }) =>
      isStandard ? "A standard role cannot be changed: make one of your own." : undefined,
    create: (body) => api.createRole({ body: body as BodyOf<"createRole"> }),
    update: ({ id = "" }, body) =>
      api.updateRole({ params: { roleKey: id }, body: body as BodyOf<"updateRole"> }),
  },
  remove: {
    run: ({ id = "" }) => api.deleteRole({ params: { roleKey: id } }),
    warning: "A role that nobody has can be deleted.",
    isOffered: ({ isStandard }) => !isStandard,
  },
  BeneathList: Matrix,
};

/** Who may what: an area a row, a role a column. */
function Matrix({ rows }: { readonly rows: readonly Role[] }) {
  const areas = areasOf(useAllPermissions());
  return (
    <section className="panel" aria-labelledby="matrix">
      <h2 id="matrix">Who may what</h2>
      <DataTable<Area>
        caption="Permissions by area"
        columns={[
          { name: "area", title: "Area", cell: ({ title }) => title },
          ...rows.map(({ name, permissions }) => {
            const own = new Set(permissions);
            return { name, title: name, cell: (area: Area) => deedsIn(area, own) };
          }),
        ]}
        rows={areas}
        keyOf={({ name }) => name}
      />
    </section>
  );
}

export const RolesPage = () => <SettingPage setting={ROLES} />;
