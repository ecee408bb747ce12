import { api } from "../../../api/client.ts";
import type { Answered } from "../../../api/exactly.ts";
import { ask } from "../../../api/queries.ts";
import { type BodyOf, type Draft, fieldsOf } from "../form/field.ts";
import type { Setting } from "../form/setting.ts";
import { SettingPage } from "../form/setting-page.tsx";
import { TaxLinks } from "./tax-links.tsx";

type Listed = Answered<"listTaxEngines">;
type Engine = Listed["taxEngines"][number];

const isOwn = ({ taxEngineType }: Engine): boolean => taxEngineType === "Z_Tax";

const ENGINES: Setting<Engine, Listed> = {
  title: "Tax engines",
  one: "tax engine",
  about: (
    <>
      Who reckons taxes: the rates that are set up here, or a service outside. <TaxLinks />
    </>
  ),
  write: "settings.write",
  list: {
    ask: () => ask.listTaxEngines({}),
    rowsOf: ({ taxEngines }) => taxEngines,
    keyOf: ({ id }) => id,
    nameOf: ({ name }) => name,
    columns: [
      {
        name: "kind",
        title: "Kind",
        cell: (engine) => (isOwn(engine) ? "The rates that are set up here" : "A service outside"),
      },
      { name: "url", title: "Address", cell: ({ connectUrl }) => connectUrl ?? "–" },
    ],
  },
  empty: "The server's own is always there.",
  form: {
    fields: fieldsOf<"createTaxEngine">([
      { name: "name", label: "Name", kind: "text", isRequired: true },
      { name: "connectUrl", label: "Address", kind: "text", isRequired: true },
      {
        ...{ name: "password", label: "Password", kind: "secret" },
        help: "Sent as a bearer token, and never told. Needed again with another address.",
      },
    ]),
    initial: { name: "", connectUrl: "" },
    draftOf: ({ name, connectUrl }) => ({ name, connectUrl }),
    refusalOf: (engine) =>
      isOwn(engine) ? "The server's own engine has nothing to change." : undefined,
    create: (body: Draft) =>
      api.createTaxEngine({
        body: {
          taxEngineType: "ConnectTaxEngine",
          ...body,
        } as unknown as BodyOf<"createTaxEngine">,
      }),
    update: ({ id }, body) =>
      api.updateTaxEngine({ params: { id }, body: body as BodyOf<"updateTaxEngine"> }),
  },
  remove: {
    run: ({ id }) => api.deleteTaxEngine({ params: { id } }),
    warning: "An engine that no tax code names can be deleted.",
    isOffered: (engine) => !isOwn(engine),
  },
};

export const TaxEnginesPage = () => <SettingPage setting={ENGINES} />;
