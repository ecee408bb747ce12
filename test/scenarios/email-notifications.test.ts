/** Events told by e-mail, and which events are told at all: templates, merge fields, filter rules. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { withOwnerConnection } from "#store/owner-connection.ts";
import {
  anAccount,
  aPlan,
  cancelOrder,
  type Plan,
  subscribe,
  succeed,
} from "#test/support/company.ts";
import { startTestServer, type TestServer } from "#test/support/server.ts";

const TEMPLATES = "/notifications/email-templates";
const DEFINITIONS = "/notifications/notification-definitions";

let server: TestServer;
let plan: Plan;

before(async () => {
  server = await startTestServer();
  await server.runJobs();
  plan = await aPlan(server, [{ price: 30, Name: "Silver" }]);
});
after(() => server.close());

type Fields = Readonly<Record<string, unknown>>;

let names = 0;

const aTemplate = (fields: Fields = {}) => ({
  name: `Template ${++names}`,
  eventCategory: 1110,
  fromEmailType: "TenantEmail",
  toEmailType: "BillToContact",
  emailSubject: "Invoice {{Invoice.InvoiceNumber}}",
  emailBody: "Dear {{Invoice.Account.Name}}, you owe us {{Invoice.Balance}}.",
  ...fields,
});

/** A definition that writes by a template of its own; deleted at its end, so that others are not told. */
async function whileTold(
  { template = {}, ...fields }: Fields & { template?: Fields },
  // biome-ignore lint/suspicious/noExplicitAny: a test asserts what is there, which is its point
  work: (definition: any) => Promise<void>,
) {
  const { id: emailTemplateId, eventTypeName } = await succeed(
    server,
    "POST",
    TEMPLATES,
    aTemplate(template),
  );
  const event = template.eventTypeName === undefined ? { eventCategory: 1110 } : { eventTypeName };
  const asked = {
    name: `Tell ${++names}`,
    emailActive: true,
    emailTemplateId,
    ...event,
    ...fields,
  };
  const definition = await succeed(server, "POST", DEFINITIONS, asked);
  await work(definition);
  assert.equal((await server.call("DELETE", `${DEFINITIONS}/${definition.id}`)).status, 204);
  assert.equal((await server.call("DELETE", `${TEMPLATES}/${emailTemplateId}`)).status, 204);
}

const CONTACT = {
  firstName: "Mary",
  lastName: "Smith",
  country: "United States",
  state: "California",
  workEmail: "mary@example.com",
  personalEmail: "mary@home.example",
};

const aBillable = (fields: Fields = {}) =>
  anAccount(server, { name: "Clark & <b>Sons</b>", billToContact: CONTACT, ...fields });

async function anInvoice(accountNumber: string): Promise<string> {
  const asked = { accountNumber, plan, from: "2024-01-01", billThrough: "2024-01-31" };
  const { invoiceNumbers } = await subscribe(server, asked);
  return invoiceNumbers[0];
}

async function histories(accountId: string, howMany: number, query = "") {
  const path = `/v1/notification-history/email?accountId=${accountId}${query}`;
  for (let tries = 0; tries < 600; tries += 1) {
    const { emailHistories } = await succeed(server, "GET", path);
    if (emailHistories.length >= howMany) return emailHistories;
    await delay(20);
  }
  assert.fail(`never: ${howMany} e-mails`);
}

async function outbox(accountId: string) {
  return (await succeed(server, "GET", `/v1/accounts/${accountId}/emails`)).emails;
}

describe("e-mails of events", () => {
  test("have their merge fields filled in, escaped in HTML, and go to the contact at work", async () => {
    const template = {
      isHtml: true,
      fromEmailType: "SpecificEmail",
      fromEmailAddress: "billing@example.com",
      fromName: "<Tenant.Name>",
      replyToEmailType: "SpecificEmail",
      replyToEmailAddress: "support@example.com",
      ccEmailAddress: "ceo@example.com, {{Invoice.Account.BillTo.PersonalEmail}}",
      bccEmailAddress: "archive@example.com",
      emailHeaders: { "X-Invoice": "{{Invoice.InvoiceNumber}}" },
      emailSubject: "{{Invoice.InvoiceNumber}} of {{DataSource.Account.Name}}",
      emailBody:
        "<p>Dear {{Invoice.Account.BillTo.FirstName}} of {{Invoice.Account.Name}},</p>" +
        "{{#Invoice.InvoiceItems}}<li>{{ChargeName}}: {{ChargeAmount}}</li>{{/Invoice.InvoiceItems}}" +
        "{{^Invoice.Comments}}no comment{{/Invoice.Comments}} <Event.Name>, <DataSource.Account.AccountNumber>" +
        "{{Invoice.Account.Mine__c}}",
    };
    await whileTold({ template }, async ({ name, id, emailActive }) => {
      assert.equal(emailActive, true);
      const { accountId, accountNumber } = await aBillable();
      const number = await anInvoice(accountNumber);
      const [history, ...others] = await histories(accountId, 1);
      assert.deepEqual(others, []);
      assert.deepEqual(
        { ...history, id: "", sendTime: "", eventNumber: 0 },
        {
          id: "",
          accountId,
          bcc: "archive@example.com",
          cc: "ceo@example.com,mary@home.example",
          errorMessage: null,
          eventCategory: 1110,
          eventNumber: 0,
          fromEmail: "billing@example.com",
          notification: name,
          replyTo: "support@example.com",
          result: "OK",
          sendTime: "",
          subject: `${number} of Clark & <b>Sons</b>`,
          toEmail: "mary@example.com",
        },
      );
      const [email] = await outbox(accountId);
      assert.equal(
        email.body,
        "<p>Dear Mary of Clark &#38; &#60;b&#62;Sons&#60;/b&#62;,</p><li>Silver: 30.00</li>" +
          `no comment Invoice Posted, ${accountNumber}`,
      );
      assert.equal(typeof id, "string");
    });
  });

  test("that have nobody to go to are failures in the history, and hold nothing up", async () => {
    const template = { toEmailType: "SoldToContact" };
    await whileTold({ template }, async () => {
      const nobody = await aBillable({
        soldToContact: { ...CONTACT, workEmail: "", personalEmail: "" },
      });
      await anInvoice(nobody.accountNumber);
      const somebody = await aBillable({ soldToContact: { ...CONTACT, workEmail: "" } });
      await anInvoice(somebody.accountNumber);
      const [failed] = await histories(nobody.accountId, 1, "&failedOnly=true");
      assert.match(failed.errorMessage, /no address for 'SoldToContact'/);
      assert.equal(failed.result, "Failed");
      const [sent] = await histories(somebody.accountId, 1);
      assert.deepEqual([sent.toEmail, sent.result], ["mary@home.example", "OK"]);
      assert.deepEqual(await histories(somebody.accountId, 0, "&failedOnly=true"), []);
    });
  });

  test("of subscriptions go to whom they are for, and know the subscription", async () => {
    const template = {
      eventCategory: undefined,
      eventTypeName: "OrderActionProcessed",
      toEmailType: "InvoiceOwnerBillToContact",
      useAdditionalAddresses: true,
      emailSubject: "{{Subscription.Name}}: <Event.Context>",
      emailBody:
        "{{#Subscription.RatePlans}}{{#RatePlanCharges}}{{Name}} {{/RatePlanCharges}}{{/Subscription.RatePlans}}until {{Subscription.TermEndDate}}",
    };
    const filterRule = { condition: "Event.Context == 'Cancel Subscription'" };
    await whileTold({ template, filterRule }, async () => {
      const additionalEmailAddresses = ["boss@example.com"];
      const { accountId, accountNumber } = await aBillable({ additionalEmailAddresses });
      const asked = { accountNumber, plan, from: "2024-01-01" };
      const { subscriptionNumbers } = await subscribe(server, asked);
      const [subscriptionNumber] = subscriptionNumbers;
      const on = "2024-03-01";
      await succeed(
        server,
        "POST",
        "/v1/orders",
        cancelOrder({ accountNumber, subscriptionNumber, on }),
      );
      const [email, ...others] = await histories(accountId, 1);
      assert.deepEqual(others, []);
      assert.equal(email.subject, `${subscriptionNumber}: Cancel Subscription`);
      assert.equal(email.toEmail, "mary@example.com,boss@example.com");
      assert.equal((await outbox(accountId))[0].body, `Silver until ${on}`);
    });
  });

  test("of a tenant's own events, of runs that are nobody's, and of events again", async () => {
    const trigger = await succeed(server, "POST", "/events/event-triggers", {
      active: true,
      baseObject: "Account",
      condition: "changeType == 'UPDATE' && Account.Name != Account.Name_old",
      eventType: { name: "AccountRenamed", displayName: "Account renamed" },
    });
    const template = {
      eventCategory: undefined,
      eventTypeName: "AccountRenamed",
      toEmailType: "SpecificEmails",
      toEmailAddress: "desk@example.com",
      emailSubject: "{{Account.AccountNumber}} is {{Account.Name}}",
      emailBody: "Status: {{Account.Status}}",
    };
    await whileTold({ template }, async ({ id, eventTypeNamespace }) => {
      assert.equal(eventTypeNamespace, "user.notification");
      const { accountId, accountNumber } = await aBillable();
      await succeed(server, "PUT", `/v1/accounts/${accountId}`, { name: "Clark" });
      const [{ subject, toEmail, eventNumber, eventCategory }] = await histories(accountId, 1);
      assert.deepEqual(
        [subject, toEmail, eventCategory],
        [`${accountNumber} is Clark`, "desk@example.com", null],
      );
      const range = { fromEventNumber: eventNumber, throughEventNumber: eventNumber };
      assert.equal((await server.call("POST", `${DEFINITIONS}/${id}/replay`, range)).status, 202);
      await histories(accountId, 2);
    });
    await server.call("DELETE", `/events/event-triggers/${trigger.id}`);
  });

  test("are sent again, and what is unknown is told", async () => {
    await whileTold({}, async () => {
      const { accountId, accountNumber } = await aBillable();
      await anInvoice(accountNumber);
      const [first] = await histories(accountId, 1);
      const path = "/notifications/email-histories/resend";
      const unknown = "a".repeat(32);
      const { status, json } = await server.call("POST", path, [first.id, unknown]);
      assert.equal(status, 202);
      const message = "E-mail history does not exist.";
      assert.deepEqual(json, { [unknown]: { code: "ObjectNotFound", message } });
      const [again, ...before] = await histories(accountId, 2);
      assert.deepEqual(before, [first]);
      assert.deepEqual({ ...again, id: first.id, sendTime: first.sendTime }, first);
      const refused = await server.call("POST", path, [unknown]);
      assert.equal(refused.json.success, false);
      const callouts = "/notifications/callout-histories/resend";
      assert.equal((await server.call("POST", callouts, [first.id])).json.success, false);
    });
  });
});

describe("filter rules", () => {
  const parameters = {
    _BATCH: { displayName: "Batch", options: ["Batch1", "Batch2"], valueType: "STRING" },
    _AMOUNT: { valueType: "BIG_DECIMAL" },
  };
  const filterRule = {
    condition: "Account.Batch == _BATCH && Invoice.Amount >= _AMOUNT",
    description: "large ones of a batch",
    parameters,
  };
  const filterRuleParams = { _BATCH: "Batch2", _AMOUNT: "10.0" };

  test("choose the events that are told, by the object and by what it belongs to", async () => {
    await whileTold({ filterRule, filterRuleParams }, async (definition) => {
      const { id: _, createdOn, ...rule } = definition.filterRule;
      assert.match(createdOn, /^\d{4}-\d\d-\d\dT/);
      const none = { description: null, displayName: null, options: null };
      assert.deepEqual(rule, {
        ...filterRule,
        parameters: {
          _BATCH: { ...none, ...parameters._BATCH },
          _AMOUNT: { ...none, ...parameters._AMOUNT },
        },
        eventTypeName: null,
        scheduled: false,
        createdBy: server.userId,
        ...{ updatedBy: null, updatedOn: null },
      });
      assert.deepEqual(definition.filterRuleParams, filterRuleParams);
      const other = await aBillable({ batch: "Batch1" });
      await anInvoice(other.accountNumber);
      const chosen = await aBillable({ batch: "Batch2" });
      await anInvoice(chosen.accountNumber);
      await histories(chosen.accountId, 1);
      assert.deepEqual(await histories(other.accountId, 0), []);
      const path = `${DEFINITIONS}/${definition.id}`;
      const lower = { filterRuleParams: { _BATCH: "Batch1", _AMOUNT: 31 } };
      await succeed(server, "PUT", path, lower);
      await anInvoice(other.accountNumber);
      const changed = await succeed(server, "PUT", path, {
        filterRule: null,
        filterRuleParams: null,
      });
      assert.deepEqual([changed.filterRule, changed.filterRuleParams], [null, null]);
      await anInvoice(other.accountNumber);
      await histories(other.accountId, 1);
    });
  });

  test("that cannot be read any more hold up no other event, and are failed work", async () => {
    const rule = { filterRule, filterRuleParams };
    await whileTold(rule, async ({ id, name }) => {
      await withOwnerConnection(server.ownerUrl, (client) =>
        client.query(
          `update notification_definitions
           set filter_rule = jsonb_set(filter_rule, '{condition}', '"Invoice.Gone == 1"')
           where notification_definition_id = $1`,
          [id],
        ),
      );
      const { accountId, accountNumber } = await aBillable({ batch: "Batch2" });
      await anInvoice(accountNumber);
      const failed = async () => {
        const path = "/v1/operations/failed-work?work=Notification";
        return (await succeed(server, "GET", path)).failedWork;
      };
      while ((await failed()).length === 0) await delay(20);
      const [{ subject, reason }] = await failed();
      assert.equal(subject, name);
      assert.match(reason, /'Invoice.Gone', which is no field/);
      await succeed(server, "PUT", `${DEFINITIONS}/${id}`, rule);
      await anInvoice(accountNumber);
      assert.equal((await histories(accountId, 1)).length, 1);
    });
  });

  test("are refused with what they could not ask", async () => {
    const rule = (condition: string, fields: Fields = {}) => ({
      filterRule: { condition, ...fields },
    });
    const refusals: [Fields, RegExp][] = [
      [rule("Invoice.Amount >"), /where a value should be/],
      [rule("Invoice.Dog == 1"), /'Invoice.Dog', which is no field/],
      [rule("Dog.Name == 'x'"), /invoice has no one 'Dog'/],
      [rule("Invoice.InvoiceItems.ChargeName == 'x'"), /has no one 'InvoiceItems'/],
      [rule("Account.Batch == _BATCH"), /'_BATCH', which is nothing/],
      [
        rule("Account.Batch == _BATCH", { parameters }),
        /'filterRuleParams._BATCH' may not be null/,
      ],
      [
        { filterRule, filterRuleParams: { ...filterRuleParams, _BATCH: "Batch3" } },
        /should be one of: Batch1, Batch2/,
      ],
      [
        { filterRule, filterRuleParams: { ...filterRuleParams, _AMOUNT: "much" } },
        /'filterRuleParams._AMOUNT' should be a number/,
      ],
      [
        { filterRule, filterRuleParams: { ...filterRuleParams, _MORE: "1" } },
        /'_MORE', which is no parameter/,
      ],
      [{ eventCategory: 2140, ...rule("true") }, /have no 'filterRule'/],
    ];
    for (const [fields, message] of refusals) {
      const asked = { name: `Tell ${++names}`, eventCategory: 1110, ...fields };
      const { json, text } = await server.call("POST", DEFINITIONS, asked);
      assert.equal(json.success, false, text);
      assert.match(text, message);
    }
  });
});

describe("e-mail templates", () => {
  test("are read as they were made, changed, listed and deleted", async () => {
    const asked = aTemplate({ description: "for invoices", eventCategory: 1130 });
    const made = await succeed(server, "POST", TEMPLATES, asked);
    assert.equal(made.eventTypeName, "Manual Email For Invoice");
    assert.equal(made.encodingType, "UTF8");
    for (const [field, value] of Object.entries(asked)) assert.deepEqual(made[field], value, field);
    assert.deepEqual(await succeed(server, "GET", `${TEMPLATES}/${made.id}`), made);
    const change = { emailSubject: "Your invoice", isHtml: true, active: false };
    const changed = await succeed(server, "PUT", `${TEMPLATES}/${made.id}`, change);
    assert.deepEqual({ ...changed, updatedOn: made.updatedOn }, { ...made, ...change });
    const { data } = await succeed(server, "GET", `${TEMPLATES}?eventCategory=1130`);
    assert.deepEqual(data, [changed]);
    const named = await succeed(
      server,
      "GET",
      `${TEMPLATES}?name=${encodeURIComponent(made.name)}`,
    );
    assert.deepEqual(named.data, [changed]);
    const path = `${TEMPLATES}/${made.id}`;
    assert.deepEqual((await server.call("DELETE", path)).status, 204);
    assert.equal((await server.call("GET", path)).json.success, false);
  });

  test("come several at once: all, or those that can", async () => {
    const path = `${TEMPLATES}/import`;
    const one = await succeed(server, "POST", TEMPLATES, aTemplate());
    const wrong = aTemplate({ emailBody: "{{Invoice.Dog}}" });
    const emailTemplates = [aTemplate(), { ...aTemplate(), id: one.id, name: one.name }, wrong];
    const list = async () => (await succeed(server, "GET", `${TEMPLATES}?limit=100`)).data;
    const before = await list();
    assert.equal((await server.call("POST", path, { emailTemplates })).json.success, false);
    assert.deepEqual(await list(), before);
    const partly = { allowPartialSuccess: true, emailTemplates };
    const { reasons } = await succeed(server, "POST", path, partly);
    assert.deepEqual(
      reasons.map(({ code }: { code: string }) => code),
      ["INVALID_VALUE"],
    );
    assert.equal((await list()).length, before.length + 1);
    const all = { emailTemplates: [aTemplate()] };
    assert.deepEqual(await succeed(server, "POST", path, all), { reasons: [] });
  });

  test("are refused with what they could not write", async () => {
    const taken = await succeed(server, "POST", TEMPLATES, aTemplate());
    const body = (emailBody: string) => aTemplate({ emailBody });
    const refusals: [Fields, RegExp][] = [
      [aTemplate({ name: taken.name }), /already in use/],
      [aTemplate({ eventCategory: undefined }), /'eventTypeName' may not be null/],
      [aTemplate({ eventTypeName: "Invoice Posted" }), /not both/],
      [aTemplate({ eventCategory: 2130 }), /not supported/],
      [aTemplate({ eventCategory: undefined, eventTypeName: "Birthday" }), /no event 'Birthday'/],
      [body("{{Account.Name}}"), /'Account.Name' can not be used as root level merge field/],
      [body("{{Invoice.Dog}}"), /'Invoice.Dog' names nothing/],
      [body("{{Invoice.InvoiceItems.ChargeName}}"), /names nothing/],
      [body("<Dog.Name>"), /'Dog.Name' can not be used/],
      [body("{{Invoice.Amount|Localise(de_DE)}}"), /the function 'Localise'/],
      [body("{{#Invoice.InvoiceItems}}"), /has no '{{\/Invoice.InvoiceItems}}'/],
      [aTemplate({ toEmailType: "SpecificEmails" }), /'toEmailAddress' may not be null/],
      [aTemplate({ fromEmailType: "SpecificEmail" }), /'fromEmailAddress' may not be null/],
      [aTemplate({ ccEmailAddress: "nobody" }), /'nobody' is no e-mail address/],
      [aTemplate({ toEmailType: "RunOwner" }), /toEmailType/],
      [aTemplate({ encodingType: "EUC_JP" }), /encodingType/],
      [aTemplate({ emailHeaders: { Bcc: "a@example.com" } }), /emailHeaders/],
      [aTemplate({ emailHeaders: { "X: y\r\nBcc": "a@example.com" } }), /emailHeaders/],
    ];
    const count = async () => (await succeed(server, "GET", `${TEMPLATES}?limit=100`)).data.length;
    const before = await count();
    for (const [asked, message] of refusals) {
      const { json, text } = await server.call("POST", TEMPLATES, asked);
      assert.equal(json.success, false, text);
      assert.match(text, message);
    }
    assert.equal(await count(), before);
  });

  test("cannot go while something writes by them, nor write of another event", async () => {
    const { id: emailTemplateId } = await succeed(server, "POST", TEMPLATES, aTemplate());
    const asked = { emailActive: true, emailTemplateId };
    const of = (eventCategory: number, fields: Fields = {}) => ({
      name: `Tell ${++names}`,
      eventCategory,
      ...asked,
      ...fields,
    });
    const { text } = await server.call("POST", DEFINITIONS, of(2720));
    assert.match(text, /is of the event 'Invoice Posted'/);
    const unknown = of(1110, { emailTemplateId: "0".repeat(32) });
    assert.equal((await server.call("POST", DEFINITIONS, unknown)).json.success, false);
    const { id } = await succeed(server, "POST", DEFINITIONS, of(1110, { active: false }));
    const refused = await server.call("DELETE", `${TEMPLATES}/${emailTemplateId}`);
    assert.match(refused.text, /writes by the template/);
    await server.call("DELETE", `${DEFINITIONS}/${id}`);
    assert.equal((await server.call("DELETE", `${TEMPLATES}/${emailTemplateId}`)).status, 204);
  });
});
