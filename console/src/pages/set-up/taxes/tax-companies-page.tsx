import { api } from "../../../api/client.ts";
import type { Answered } from "../../../api/exactly.ts";
import { ask } from "../../../api/queries.ts";
import { type BodyOf, fieldsOf } from "../form/field.ts";
import type { Setting } from "../form/setting.ts";
import { SettingPage } from "../form/setting-page.tsx";
import { TaxLinks } from "./tax-links.tsx";

type Listed = Answered<"listTaxCompanies">;
type Company = Listed["taxCompanies"][number];

const COMPANIES: Setting<Company, Listed> = {
  title: "Tax companies",
  one: "tax company",
  about: (
    <>
      Who sells, as an outside tax engine knows it. <TaxLinks />
    </>
  ),
  write: "settings.write",
  list: {
    ask: () => ask.listTaxCompanies({}),
    rowsOf: ({ taxCompanies }) => taxCompanies,
    keyOf: ({ id }) => id,
    nameOf: ({ name }) => name,
    columns: [{ name: "code", title: "Code", cell: ({ companyCode }) => companyCode }],
  },
  empty: "Only outside tax engines need one.",
  form: {
    fields: fieldsOf<"createTaxCompany">([
      { name: "name", label: "Name", kind: "text", isRequired: true },
      { name: "companyCode", label: "Code", kind: "text", isRequired: true },
    ]),
    initial: { name: "", companyCode: "" },
    draftOf: ({ name, companyCode }) => ({ name, companyCode }),
    create: (body) => api.createTaxCompany({ body: body as BodyOf<"createTaxCompany"> }),
    update: ({ id }, body) =>
      api.updateTaxCompany({ params: { id }, body: body as BodyOf<"updateTaxCompany"> }),
  },
  remove: {
    run: ({ id }) => api.deleteTaxCompany({ params: { id } }),
    warning: "A company that no tax code names can be deleted.",
  },
};

export const TaxCompaniesPage = () => <SettingPage setting={COMPANIES} />;
