import { useQuery } from "@tanstack/react-query";
import { ask } from "../../../api/queries.ts";
import { useMay } from "../../../shell/session.ts";
import { type Option, sameOptions } from "../form/field.ts";

/** The organizations of the entity, by name; none where it has none, or he may not see them. */
export function useOrganizationOptions(): readonly Option[] {
  const query = useQuery({ ...ask.listOrganizations({}), enabled: useMay("settings.read") });
  return sameOptions(query.data?.organizations.map(({ name }) => name) ?? []);
}

type Labels = readonly { readonly organizationName: string }[] | null;

export const namesOf = (labels: Labels): readonly string[] =>
  labels?.map(({ organizationName }) => organizationName) ?? [];

/** None chosen is no limit, which the API calls null. */
export const labelsOf = (names: unknown) =>
  Array.isArray(names) && names.length > 0
    ? names.map((organizationName) => ({ organizationName: String(organizationName) }))
    : null;
