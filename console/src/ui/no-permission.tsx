import type { ReactNode } from "react";
import { type Permission, STANDARD_ROLES } from "#engine/rights/permissions.ts";
import { useMay } from "../shell/session.ts";
import { Empty } from "./states.tsx";

type NoPermissionProps = {
  readonly permission: Permission;
  /** "create an account" */
  readonly what: string;
};

/** What one may not do here, and who may. */
export const NoPermission = ({ permission, what }: NoPermissionProps) => (
  <Empty title={`You may not ${what}`}>
    <p>
      It takes the permission <code>{permission}</code>. Standard roles that have it:{" "}
      {rolesWith(permission).join(", ")}. Whoever keeps the users can give you one.
    </p>
  </Empty>
);

const rolesWith = (permission: Permission): string[] =>
  Object.entries(STANDARD_ROLES)
    .filter(([, given]) => (given as readonly Permission[]).includes(permission))
    .map(([role]) => role);

/** A form is shown to whom the server would let send it. */
export const MayOnly = (props: NoPermissionProps & { readonly children: ReactNode }) =>
  useMay(props.permission) ? props.children : <NoPermission {...props} />;
