import { api } from "../../../api/client.ts";
import type { Answered } from "../../../api/exactly.ts";
import { ask } from "../../../api/queries.ts";
import { Status } from "../../../ui/status.tsx";
import { choicesOf } from "../form/choices-of.ts";
import { type BodyOf, fieldsOf } from "../form/field.ts";
import type { Setting } from "../form/setting.ts";
import { SettingPage } from "../form/setting-page.tsx";
import { startAfter } from "./start-after.ts";

type Listed = Answered<"listEmailTemplates">;
type Template = Listed["data"][number];

const RECIPIENTS = choicesOf([
  ...(["BillToContact", "SoldToContact", "BillToAndSoldToContacts", "AllContacts"] as const),
  ...(["InvoiceOwnerBillToContact", "InvoiceOwnerSoldToContact"] as const),
  ...(["InvoiceOwnerBillToAndSoldToContacts", "InvoiceOwnerAllContacts"] as const),
  "SpecificEmails",
] satisfies BodyOf<"createEmailTemplate">["toEmailType"][]);

const fields = fieldsOf<"createEmailTemplate" | "updateEmailTemplate">([
  { name: "name", label: "Name", kind: "text", isRequired: true },
  {
    ...{ name: "eventTypeName", label: "Event", kind: "text", isRequired: true },
    ...{ isOnlyForNew: true, help: "Such as Invoice Posted or Payment Declined." },
  },
  { name: "active", label: "In use", kind: "switch" },
  { name: "toEmailType", label: "To", kind: "choice", options: RECIPIENTS },
  {
    ...{ name: "toEmailAddress", label: "Addresses", kind: "text" },
    when: ({ toEmailType }) => toEmailType === "SpecificEmails",
  },
  { name: "ccEmailAddress", label: "Copy to", kind: "text" },
  { name: "bccEmailAddress", label: "Blind copy to", kind: "text" },
  {
    ...{ name: "fromEmailType", label: "From", kind: "choice" },
    options: [
      { value: "TenantEmail", label: "As the mail server is set up" },
      { value: "SpecificEmail", label: "An address" },
    ],
  },
  {
    ...{ name: "fromEmailAddress", label: "Address of the sender", kind: "text" },
    when: ({ fromEmailType }) => fromEmailType === "SpecificEmail",
  },
  { name: "fromName", label: "Name of the sender", kind: "text" },
  { name: "emailSubject", label: "Subject", kind: "text", isRequired: true },
  { name: "isHtml", label: "Written in HTML", kind: "switch" },
  {
    ...{ name: "emailBody", label: "Text", kind: "long text", isRequired: true },
    help: "With merge fields: {{Invoice.Amount}}, {{Account.Name}}. One that stands for nothing is refused.",
  },
]);

const TEMPLATES: Setting<Template, Listed> = {
  title: "E-mail templates",
  one: "e-mail template",
  about: "How e-mails of events are written; notifications say which is sent.",
  write: "notifications.write",
  list: {
    ask: (start) => ask.listEmailTemplates({ query: { start, limit: "40" } }),
    rowsOf: ({ data }) => data,
    nextPageOf: ({ next }) => startAfter(next),
    keyOf: ({ id }) => id,
    nameOf: ({ name }) => name,
    columns: [
      { name: "event", title: "Event", cell: ({ eventTypeName }) => eventTypeName },
      { name: "subject", title: "Subject", cell: ({ emailSubject }) => emailSubject },
      { name: "to", title: "To", cell: ({ toEmailType }) => choicesOf([toEmailType])[0]?.label },
      {
        name: "status",
        title: "Status",
        cell: ({ active }) => <Status status={active ? "Active" : "Inactive"} />,
      },
    ],
  },
  empty: "E-mails of events are written by a template.",
  form: {
    fields,
    initial: {
      ...{ name: "", eventTypeName: "", emailSubject: "", emailBody: "", active: true },
      ...{ toEmailType: "BillToContact", fromEmailType: "TenantEmail" },
    },
    draftOf: (template) =>
      Object.fromEntries(
        fields
          .filter(({ isOnlyForNew }) => !isOnlyForNew)
          .map(({ name }) => [name, template[name as keyof Template] ?? ""]),
      ),
    create: (body) => api.createEmailTemplate({ body: body as BodyOf<"createEmailTemplate"> }),
    update: ({ id }, body) =>
      api.updateEmailTemplate({ params: { id }, body: body as BodyOf<"updateEmailTemplate"> }),
  },
  remove: {
    run: ({ id }) => api.deleteEmailTemplate({ params: { id } }),
    warning: "A template that no notification names can be deleted.",
  },
};

export const EmailTemplatesPage = () => <SettingPage setting={TEMPLATES} />;
