import { useMutation, useQuery } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { api } from "../../api/client.ts";
import type { Answered as AnswerOf } from "../../api/exactly.ts";
import { ask, queryClient } from "../../api/queries.ts";
import { FormEnd } from "../../ui/form-end.tsx";
import { MayOnly } from "../../ui/no-permission.tsx";
import { PageHead } from "../../ui/page-head.tsx";
import { Answered } from "../../ui/states.tsx";
import { CONTACT_FIELDS } from "./account-fields.tsx";
import { emptied, useDraft, type Values } from "./draft.ts";
import { TextFields } from "./fields.tsx";

type Changes = NonNullable<Parameters<typeof api.updateContact>[0]["body"]>;
type New = Parameters<typeof api.createContact>[0]["body"];

export function EditContactPage() {
  const { contactId } = useParams({ from: "/shell/accounts/$accountKey/contacts/$contactId" });
  const query = useQuery(ask.getContact({ params: { contactId } }));
  return (
    <Answered query={query} what="the contact" lines={8}>
      {(contact) => (
        <ContactForm
          title={`Edit ${contact.firstName} ${contact.lastName}`}
          initial={valuesOf(contact)}
          save={(draft) =>
            api.updateContact({
              params: { contactId },
              body: emptied(draft) as unknown as Changes,
            })
          }
        />
      )}
    </Answered>
  );
}

export function AddContactPage() {
  const { accountKey } = useParams({ from: "/shell/accounts/$accountKey/contacts/new" });
  return (
    <ContactForm
      title="Add a contact"
      initial={{}}
      save={(draft) =>
        api.createContact({
          body: { ...draft, accountNumber: accountKey } as unknown as New,
        })
      }
    />
  );
}

const valuesOf = (contact: AnswerOf<"getContact">): Values =>
  Object.fromEntries(
    CONTACT_FIELDS.map(([name]) => [
      name,
      String((contact as Record<string, unknown>)[name] ?? ""),
    ]),
  );

type ContactFormProps = {
  readonly title: string;
  readonly initial: Values;
  /** Given what was changed. */
  readonly save: (changed: Values) => Promise<unknown>;
};

const ContactForm = (props: ContactFormProps) => (
  <MayOnly permission="accounts.write" what="change contacts">
    <WritableContact {...props} />
  </MayOnly>
);

function WritableContact({ title, initial, save }: ContactFormProps) {
  const navigate = useNavigate();
  const { accountKey } = useParams({ strict: false });
  const draft = useDraft(initial);
  const back = () =>
    navigate({ to: "/accounts/$accountKey", params: { accountKey: accountKey ?? "" } });
  const send = useMutation({
    mutationFn: () => save(draft.changed),
    onSuccess: async () => {
      await queryClient.invalidateQueries();
      await back();
    },
  });
  const { firstName, lastName } = draft.values;
  return (
    <>
      <PageHead title={title} tabTitle={title} beneath={accountKey} />
      <div className="stack">
        <section className="panel" aria-label="Contact">
          <TextFields draft={draft} fields={CONTACT_FIELDS} />
        </section>
        <FormEnd
          verb="Save the contact"
          what="the contact"
          isReady={Boolean(firstName && lastName) && Object.keys(draft.changed).length > 0}
          isPending={send.isPending}
          error={send.error}
          onLeave={() => void back()}
          onSend={() => send.mutate()}
        />
      </div>
    </>
  );
}
