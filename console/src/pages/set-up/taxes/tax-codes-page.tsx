import { api } from "../../../api/client.ts";
import type { Answered } from "../../../api/exactly.ts";
import { ask } from "../../../api/queries.ts";
import { Status } from "../../../ui/status.tsx";
import { type BodyOf, type Draft, fieldsOf } from "../form/field.ts";
import type { Setting } from "../form/setting.ts";
import { SettingPage } from "../form/setting-page.tsx";
import { TaxLinks } from "./tax-links.tsx";
import { OWN_ENGINE, useTaxCompanyOptions, useTaxEngineOptions } from "./tax-options.ts";
import { TaxPeriods } from "./tax-periods.tsx";

type Listed = Answered<"listTaxCodes">;
type TaxCode = Listed["taxCodes"][number];

const fields = fieldsOf<"createTaxCode" | "updateTaxCode">([
  {
    ...{ name: "name", label: "Name", kind: "text", isRequired: true },
    help: "What charges of the catalog call it.",
  },
  { name: "description", label: "Description", kind: "text" },
  {
    ...{ name: "taxEngineId", label: "Taxed by", kind: "choice", isOnlyForNew: true },
    useOptions: useTaxEngineOptions,
  },
  {
    ...{ name: "taxCompanyId", label: "Company", kind: "choice" },
    useOptions: useTaxCompanyOptions,
    help: "Of an outside engine: who sells.",
  },
  {
    ...{ name: "externalTaxCode", label: "Code of the outside engine", kind: "text" },
    help: "What an outside engine calls it, where that is something else.",
  },
  { name: "active", label: "In use", kind: "switch", help: "Off: it taxes nothing." },
]);

/** The server's own engine has codes of its own kind. */
const create = ({ taxEngineId, ...body }: Draft) =>
  taxEngineId === undefined || taxEngineId === OWN_ENGINE
    ? api.createTaxCode({ body: body as BodyOf<"createTaxCode"> })
    : api.createConnectorTaxCode({
        body: { ...body, taxEngineId } as BodyOf<"createConnectorTaxCode">,
      });

/** Asked by the engines' own list, which a row does not tell. */
async function isOwn({ taxEngineId }: TaxCode): Promise<boolean> {
  const { taxEngines } = await api.listTaxEngines();
  return taxEngines.find(({ id }) => id === taxEngineId)?.taxEngineType === "Z_Tax";
}

const TAX_CODES: Setting<TaxCode, Listed> = {
  title: "Tax codes",
  one: "tax code",
  about: (
    <>
      What charges are taxed by; whether a price includes its taxes is said by each charge of the
      catalog. <TaxLinks />
    </>
  ),
  write: "settings.write",
  list: {
    ask: () => ask.listTaxCodes({}),
    rowsOf: ({ taxCodes }) => taxCodes,
    keyOf: ({ id }) => id,
    nameOf: ({ name }) => name,
    columns: [
      { name: "description", title: "Description", cell: ({ description }) => description ?? "–" },
      {
        name: "external",
        title: "Outside engine's code",
        cell: ({ externalTaxCode }) => externalTaxCode ?? "–",
      },
      {
        name: "status",
        title: "Status",
        cell: ({ active }) => <Status status={active ? "Active" : "Inactive"} />,
      },
    ],
  },
  empty: "Nothing is taxed until a charge of the catalog names one.",
  form: {
    fields,
    initial: { name: "", active: true },
    draftOf: ({ name, description, taxCompanyId, externalTaxCode, active }) => ({
      ...{ name, description, taxCompanyId, externalTaxCode, active },
    }),
    create,
    update: async (code, body) => {
      const given = { params: { id: code.id }, body: body as BodyOf<"updateTaxCode"> };
      return (await isOwn(code)) ? api.updateTaxCode(given) : api.updateConnectorTaxCode(given);
    },
  },
  remove: {
    run: async (code) => {
      const given = { params: { id: code.id } };
      return (await isOwn(code)) ? api.deleteTaxCode(given) : api.deleteConnectorTaxCode(given);
    },
    warning: "A code that no charge is taxed by can be deleted, with its periods and rates.",
  },
  Beneath: ({ row }) => <TaxPeriods code={row} />,
};

export const TaxCodesPage = () => <SettingPage setting={TAX_CODES} />;
