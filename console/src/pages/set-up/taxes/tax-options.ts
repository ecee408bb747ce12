import { useQuery } from "@tanstack/react-query";
import { ask } from "../../../api/queries.ts";
import type { Option } from "../form/field.ts";

/** The server's own engine has an id, which nobody needs to know. */
export const OWN_ENGINE = "";

export function useTaxEngineOptions(): readonly Option[] {
  const query = useQuery(ask.listTaxEngines({}));
  const outside = query.data?.taxEngines.filter(({ taxEngineType }) => taxEngineType !== "Z_Tax");
  return [
    { value: OWN_ENGINE, label: "The rates that are set up here" },
    ...(outside?.map(({ id, name }) => ({ value: id, label: name })) ?? []),
  ];
}

export function useTaxCompanyOptions(): readonly Option[] {
  const query = useQuery(ask.listTaxCompanies({}));
  const companies = query.data?.taxCompanies ?? [];
  return [
    { value: "", label: "None" },
    ...companies.map(({ id, name }) => ({ value: id, label: name })),
  ];
}
