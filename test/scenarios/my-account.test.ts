/** My Account: what customers see and do of their own. How they come to it: my-account-doors.test.ts. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { succeed } from "#test/support/company.ts";
import { aCustomer, type Customer, done, switchOnPage, TODAY } from "#test/support/customer.ts";
import { aCard } from "#test/support/payments.ts";
import { pdfText } from "#test/support/pdf-text.ts";
import { startTestServer, type TestServer } from "#test/support/server.ts";

const ALL = ["EndOfCurrentTerm", "EndOfLastInvoicePeriod", "SpecificDate"];

let server: TestServer;
let origin: string;
before(async () => {
  server = await startTestServer();
  origin = await server.listen();
  await switchOnPage(server, {
    merchantName: "Blue Ltd",
    cancellationPolicies: ALL,
    cancelReasons: ["Too dear", "Not needed"],
  });
});
after(() => server.close());

const set = (settings: object) => succeed(server, "PUT", "/settings/my-account", settings);

const previewOf = async (customer: Customer, lang = "en") => {
  const path = `/subscriptions/${customer.subscriptionNumber}/cancel-previews?lang=${lang}`;
  return done(customer.call("POST", path, {}));
};

const cancel = (customer: Customer, body: object, lang = "en") =>
  customer.call("POST", `/subscriptions/${customer.subscriptionNumber}/cancels?lang=${lang}`, body);

/** By one way, as it was previewed. */
async function cancelBy(customer: Customer, cancellationPolicy: string, more: object = {}) {
  const { choices } = await previewOf(customer);
  const { previewId } = choices[ALL.indexOf(cancellationPolicy)];
  return done(cancel(customer, { cancellationPolicy, previewId, ...more }));
}

const subscriptionOf = ({ subscriptionNumber }: Customer) =>
  succeed(server, "GET", `/v1/subscriptions/${subscriptionNumber}`);

const balanceOf = async ({ accountNumber }: Customer) =>
  (await succeed(server, "GET", `/v1/accounts/${accountNumber}`)).metrics.balance;

const refused = async (answering: ReturnType<Customer["call"]>, status: number, says: RegExp) => {
  const answer = await answering;
  assert.equal(answer.status, status, answer.text);
  assert.match(answer.text, says);
};

describe("what a customer sees", () => {
  test("subscriptions with their next charge, documents with PDF, and what is owed", async () => {
    const customer = await aCustomer(server);
    const { subscriptions } = await done(customer.call("GET", "/subscriptions"));
    assert.deepEqual(subscriptions, [
      {
        subscriptionNumber: customer.subscriptionNumber,
        planName: subscriptions[0].planName,
        status: "Active",
        currency: "USD",
        startDate: "2023-04-01",
        endDate: "2024-04-01",
        renewalDate: null,
        nextCharge: { date: "2023-06-01", amount: 30 },
        isPaidByOther: false,
        canCancel: true,
        takeBackOrderNumber: null,
      },
    ]);
    const { documents } = await done(customer.call("GET", "/documents"));
    const told = documents.map(({ documentDate, balance }: Told) => [documentDate, balance]);
    assert.deepEqual(told, [
      ["2023-05-01", 30],
      ["2023-04-01", 30],
    ]);
    const { documentNumber } = documents[0];
    const pdf = await customer.call("GET", `/documents/Invoice/${documentNumber}/pdf`);
    assert.equal(pdf.status, 200);
    assert.equal(pdf.headers["content-type"], "application/pdf");
    const session = await done(customer.call("GET", "/session?lang=de"));
    assert.equal(session.balance, 60);
    assert.equal(session.page.language, "de");
    assert.deepEqual(session.page.cancelReasons, ["Too dear", "Not needed"]);
  });

  test("is told in the language of the account, else the browser's, else the merchant's", async () => {
    const profile = { name: "German customers", locale: "de_DE" };
    const { number: profileNumber } = await succeed(
      server,
      "POST",
      "/settings/communication-profiles",
      profile,
    );
    const languageOf = async (customer: Customer, accept: string) => {
      const headers = { "accept-language": accept };
      const { page } = await done(customer.call("GET", "/session", undefined, headers));
      return page.language;
    };
    const english = await aCustomer(server);
    assert.equal(await languageOf(english, "fr, de;q=0.7, en;q=0.3"), "de");
    assert.equal(await languageOf(english, "fr"), "en");
    const german = await aCustomer(server, { account: { profileNumber } });
    assert.equal(await languageOf(german, "en"), "de");
  });
});

type Told = Readonly<Record<string, unknown>>;

/** What a PDF file says. */
async function textOf(path: string): Promise<string> {
  const headers = { authorization: `Bearer ${server.token}` };
  const answer = await fetch(`${origin}${path}`, { headers });
  return pdfText(new Uint8Array(await answer.arrayBuffer())).replaceAll(/\s+/g, " ");
}

describe("cancelling", () => {
  test("is told in words and amounts first, and does just that", async () => {
    const customer = await aCustomer(server);
    const { choices } = await previewOf(customer);
    assert.deepEqual(
      choices.map(({ cancelledDate, sentences }: Told) => [cancelledDate, sentences]),
      [
        [
          "2024-04-01",
          [
            "Your plan ends on 31 March 2024.",
            "On your account, US$60.00 is then still to be paid.",
            "Until 31 March 2024 it costs US$300.00 more; after that nothing more will be charged.",
          ],
        ],
        [
          "2023-06-01",
          [
            "Your plan ends on 31 May 2023.",
            "On your account, US$60.00 is then still to be paid.",
            "Nothing more will be charged.",
          ],
        ],
        [
          TODAY,
          [
            "Your plan ends today.",
            "You get US$7.74 back: it counts towards what is still to be paid.",
            "On your account, US$52.26 is then still to be paid.",
            "Nothing more will be charged.",
          ],
        ],
      ],
    );
    assert.deepEqual(choices[2].balance, { before: 60, after: 52.26 });
    const done = await cancelBy(customer, "SpecificDate", { reason: "Too dear" });
    assert.deepEqual(done.sentences, choices[2].sentences);
    const subscription = await subscriptionOf(customer);
    assert.equal(subscription.status, "Cancelled");
    assert.equal(subscription.subscriptionEndDate, TODAY);
    assert.equal(await balanceOf(customer), 52.26);
    const { order } = await succeed(server, "GET", `/v1/orders/${done.orderNumber}`);
    assert.equal(order.reasonCode, "Too dear");
    const [told] = (await customer.call("GET", "/subscriptions")).json.subscriptions;
    assert.deepEqual([told.canCancel, told.takeBackOrderNumber], [false, null]);
  });

  test("has a receipt: as PDF, and by e-mail, in the customer's language", async () => {
    const customer = await aCustomer(server, { name: "Müller & Söhne" });
    const { choices } = await previewOf(customer, "de");
    const { cancellationPolicy, previewId } = choices[1];
    const body = { cancellationPolicy, previewId, reason: "Not needed" };
    const receipt = await done(cancel(customer, body, "de"));
    assert.deepEqual(receipt.emailedTo, ["ada@clark.example"]);
    const pdf = await customer.call("GET", `/cancels/${receipt.orderNumber}/receipt`);
    assert.equal(pdf.headers["content-type"], "application/pdf");
    const { emails } = await succeed(
      server,
      "GET",
      `/v1/accounts/${customer.accountNumber}/emails`,
    );
    assert.match(emails[0].subject, /^Blue Ltd: .* ist gekündigt$/);
    assert.match(emails[0].body, /Ihr Vertrag endet am 31\. Mai 2023\./);
    const text = await textOf(`/v1/files/${emails[0].fileId}`);
    for (const said of ["Müller & Söhne", "Ihr Vertrag endet am 31. Mai 2023.", "Not needed"]) {
      assert.ok(text.includes(said), `${said} in ${text}`);
    }
  });

  test("writes off what stays unpaid, where the merchant wants it", async () => {
    await set({ unpaidInvoices: "AreWrittenOff" });
    const customer = await aCustomer(server);
    const { sentences, invoices } = await cancelBy(customer, "SpecificDate");
    await set({ unpaidInvoices: "StayOwed" });
    assert.deepEqual(sentences, [
      "Your plan ends today.",
      "You get US$7.74 back: it is taken off what you owe.",
      "You need not pay US$52.26 that is still open.",
      "Nothing more will be charged.",
    ]);
    assert.deepEqual(
      invoices.map(({ before, after }: Told) => [before, after]),
      [
        [30, 0],
        [30, 0],
      ],
    );
    assert.equal(await balanceOf(customer), 0);
  });

  test("does nothing where something has moved since, and says what", async () => {
    const customer = await aCustomer(server);
    const { choices } = await previewOf(customer);
    const { cancellationPolicy, previewId } = choices[2];
    const [, { documentNumber }] = (await done(customer.call("GET", "/documents"))).documents;
    await succeed(server, "POST", "/v1/payments", {
      ...{ accountNumber: customer.accountNumber, amount: 10, currency: "USD" },
      ...{ effectiveDate: TODAY, type: "External", paymentMethodType: "Check" },
      invoices: [{ invoiceNumber: documentNumber, amount: 10 }],
    });
    const body = { cancellationPolicy, previewId };
    await refused(cancel(customer, body), 409, /balance was 60\.00 and is 50\.00/);
    assert.equal((await subscriptionOf(customer)).status, "Active");
    const unknown = { cancellationPolicy, previewId: "0".repeat(32) };
    await refused(cancel(customer, unknown), 404, /preview/i);
  });

  test("is by the merchant's ways and reasons alone", async () => {
    const customer = await aCustomer(server);
    const { choices } = await previewOf(customer);
    const { cancellationPolicy, previewId } = choices[2];
    const body = { cancellationPolicy, previewId };
    await refused(cancel(customer, { ...body, reason: "Mine" }), 400, /'reason' should be one/);
    await set({ cancellationPolicies: ["EndOfLastInvoicePeriod"] });
    await refused(cancel(customer, body), 400, /Customers cannot cancel by SpecificDate/);
    assert.equal((await previewOf(customer)).choices.length, 1);
    await set({ cancellationPolicies: [] });
    const path = `/subscriptions/${customer.subscriptionNumber}/cancel-previews`;
    await refused(customer.call("POST", path, {}), 400, /Customers cannot cancel here/);
    await set({ cancellationPolicies: ALL });
    assert.equal((await subscriptionOf(customer)).status, "Active");
  });

  test("may be taken back while it lies ahead, once, by whom the merchant lets", async () => {
    const customer = await aCustomer(server);
    const { orderNumber } = await cancelBy(customer, "EndOfLastInvoicePeriod");
    const { subscriptions } = await done(customer.call("GET", "/subscriptions"));
    assert.equal(subscriptions[0].takeBackOrderNumber, orderNumber);
    const takeBack = () => customer.call("POST", `/cancels/${orderNumber}/take-back`, {});
    await set({ takingBackAllowed: false });
    await refused(takeBack(), 400, /cannot be taken back/);
    await set({ takingBackAllowed: true });
    await done(takeBack());
    assert.equal((await subscriptionOf(customer)).status, "Active");
    await refused(takeBack(), 400, /cannot be taken back/);
    const { accountNumber } = customer;
    const { emails } = await succeed(server, "GET", `/v1/accounts/${accountNumber}/emails`);
    assert.match(emails[0].subject, / goes on$/);

    const today = await cancelBy(customer, "SpecificDate");
    const path = `/cancels/${today.orderNumber}/take-back`;
    await refused(customer.call("POST", path, {}), 400, /cannot be taken back/);
  });
});

describe("paying", () => {
  const aMethod = async ({ accountNumber }: Customer, cardNumber?: string): Promise<string> =>
    (
      await succeed(server, "POST", "/v1/payment-methods", {
        ...aCard(cardNumber),
        accountKey: accountNumber,
      })
    ).id;

  const oldest = async (customer: Customer) => {
    const { documents } = await done(customer.call("GET", "/documents"));
    return `/invoices/${documents[1].documentNumber}/payments`;
  };

  test("an invoice with a method of one's own, and what pays from now on", async () => {
    const customer = await aCustomer(server);
    const paymentMethodId = await aMethod(customer);
    const path = await oldest(customer);
    await refused(
      customer.call("POST", path, { paymentMethodId, amount: 29 }),
      400,
      /owes 30\.00 now/,
    );
    const paid = await done(customer.call("POST", path, { paymentMethodId, amount: 30 }));
    assert.deepEqual([paid.status, paid.amount], ["Processed", 30]);
    assert.equal(await balanceOf(customer), 30);
    const other = await aMethod(customer, "5555555555554444");
    await done(customer.call("PUT", `/payment-methods/${other}/default`, {}));
    const { paymentMethods } = await done(customer.call("GET", "/payment-methods"));
    assert.deepEqual(
      paymentMethods.map(({ lastDigits, isDefault }: Told) => [lastDigits, isDefault]),
      [
        ["1111", false],
        ["4444", true],
      ],
    );
    assert.ok(!JSON.stringify(paymentMethods).includes("411111"));
  });

  test("that is declined pays nothing", async () => {
    const customer = await aCustomer(server);
    const paymentMethodId = await aMethod(customer, "4000000000000341");
    const path = await oldest(customer);
    const answer = await customer.call("POST", path, { paymentMethodId, amount: 30 });
    assert.ok(answer.status >= 400 && answer.status < 500, answer.text);
    assert.equal(await balanceOf(customer), 60);
  });
});

describe("how it is set up", () => {
  test("refuses what would do harm in a browser", async () => {
    for (const wrong of [
      { logo: "https://elsewhere.example/logo.png" },
      { logo: "data:text/html;base64,PHNjcmlwdD4=" },
      { colour: "red; background: url(x)" },
      { embeddingOrigins: ["http://shop.example"] },
      { embeddingOrigins: ["https://shop.example/path"] },
      { embeddingOrigins: ["https://a.example; script-src *"] },
      { pageOrigin: "javascript:alert(1)" },
      { defaultLanguage: "tlh" },
      { cancellationPolicies: ["Whenever"] },
    ]) {
      const answer = await server.call("PUT", "/settings/my-account", wrong, {
        "zuora-version": "2025-08-12",
      });
      assert.equal(answer.status, 400, `${JSON.stringify(wrong)}: ${answer.text}`);
    }
    const logo = "data:image/png;base64,iVBORw0KGgo=";
    const settings = await set({
      logo,
      colour: "#0b6b67",
      embeddingOrigins: ["https://a.example"],
    });
    assert.equal(settings.logo, logo);
    assert.equal(settings.merchant, server.entityId);
  });
});
