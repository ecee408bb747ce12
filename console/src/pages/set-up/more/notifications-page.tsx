import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { api } from "../../../api/client.ts";
import type { Answered } from "../../../api/exactly.ts";
import { ask } from "../../../api/queries.ts";
import { Status } from "../../../ui/status.tsx";
import { type BodyOf, type Draft, fieldsOf, type Option } from "../form/field.ts";
import type { Setting } from "../form/setting.ts";
import { SettingPage } from "../form/setting-page.tsx";
import { CalloutInput } from "./callout-input.tsx";
import { startAfter } from "./start-after.ts";

type Listed = Answered<"listNotificationDefinitions">;
type Definition = Listed["data"][number];

function useTemplateOptions(): readonly Option[] {
  const query = useQuery(ask.listEmailTemplates({ query: { limit: "100" } }));
  const templates = query.data?.data ?? [];
  return [
    { value: "", label: "None" },
    ...templates.map(({ id, name, eventTypeName }) => ({
      value: id,
      label: `${name} (${eventTypeName})`,
    })),
  ];
}

const fields = fieldsOf<"createNotificationDefinition" | "updateNotificationDefinition">([
  { name: "name", label: "Name", kind: "text", isRequired: true },
  { name: "description", label: "Description", kind: "text" },
  {
    ...{ name: "eventTypeName", label: "Event", kind: "text", isRequired: true },
    ...{ isOnlyForNew: true, help: "Such as Invoice Posted, Payment Declined, Order Processed." },
  },
  { name: "active", label: "In use", kind: "switch" },
  { name: "emailActive", label: "Send an e-mail", kind: "switch" },
  {
    ...{ name: "emailTemplateId", label: "Written by", kind: "choice" },
    useOptions: useTemplateOptions,
    when: ({ emailActive }) => emailActive === true,
  },
  { name: "calloutActive", label: "Call an address", kind: "switch" },
  {
    ...{ name: "callout", label: "Callout", kind: "own", Input: CalloutInput },
    when: ({ calloutActive }) => calloutActive === true,
  },
  {
    ...{ name: "filterRule", label: "Only if", kind: "text" },
    help: "A condition in JEXL, such as Invoice.Balance > 100.",
  },
]);

/** A rule is its condition here; what else it has is written by the API alone. */
const toBody = ({ filterRule, ...body }: Draft): Draft => ({
  ...body,
  ...(filterRule !== undefined && {
    filterRule: typeof filterRule === "string" ? { condition: filterRule } : null,
  }),
});

const DEFINITIONS: Setting<Definition, Listed> = {
  title: "Notifications",
  one: "notification",
  about: (
    <>
      Who is told of which events, by e-mail and by callout. What was told is under{" "}
      <Link className="link" to="/webhooks">
        Webhooks
      </Link>
      .
    </>
  ),
  write: "notifications.write",
  list: {
    ask: (start) => ask.listNotificationDefinitions({ query: { start, limit: "40" } }),
    rowsOf: ({ data }) => data,
    nextPageOf: ({ next }) => startAfter(next),
    keyOf: ({ id }) => id,
    nameOf: ({ name }) => name,
    columns: [
      { name: "event", title: "Event", cell: ({ eventTypeName }) => eventTypeName },
      {
        name: "ways",
        title: "Tells by",
        cell: ({ emailActive, calloutActive }) =>
          [emailActive && "e-mail", calloutActive && "callout"].filter(Boolean).join(", ") || "–",
      },
      {
        name: "status",
        title: "Status",
        cell: ({ active }) => <Status status={active ? "Active" : "Inactive"} />,
      },
    ],
  },
  empty: "Nobody is told of what happens.",
  form: {
    fields,
    initial: { name: "", eventTypeName: "", active: true },
    draftOf: (row) => {
      const { name, description, active, emailActive, emailTemplateId, calloutActive } = row;
      return {
        ...{ name, description, active, emailActive, emailTemplateId, calloutActive },
        callout: row.callout ?? undefined,
        filterRule: row.filterRule?.condition,
      };
    },
    refusalOf: ({ filterRule }) =>
      filterRule && Object.keys(filterRule.parameters).length > 0
        ? "Its condition has parameters: it is changed by the API, which would lose none of them."
        : undefined,
    create: (body) =>
      api.createNotificationDefinition({
        body: toBody(body) as BodyOf<"createNotificationDefinition">,
      }),
    update: ({ id }, body) =>
      api.updateNotificationDefinition({
        params: { id },
        body: toBody(body) as BodyOf<"updateNotificationDefinition">,
      }),
  },
  remove: {
    run: ({ id }) => api.deleteNotificationDefinition({ params: { id } }),
    warning: "Its callouts and e-mails stay in the history.",
  },
};

export const NotificationsPage = () => <SettingPage setting={DEFINITIONS} />;
