/** Ways to pay: what is kept of them, and what goes to the gateway and nowhere else. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { withOwnerConnection } from "#store/owner-connection.ts";
import { anAccount, succeed } from "#test/support/company.ts";
import { startTestServer, type TestServer } from "#test/support/server.ts";
import { type StripeStandIn, startStripeStandIn } from "#test/support/stripe-stand-in.ts";

let server: TestServer;
let stripe: StripeStandIn;
let stripeGatewayId: string;

before(async () => {
  server = await startTestServer();
  stripe = await startStripeStandIn();
  process.env.STRIPE_SECRET_KEY_OF_TEST = "sk_test_123";
  process.env.STRIPE_BASE_URL = stripe.baseUrl;
  const gateway = await succeed(server, "POST", "/v1/paymentgateways", {
    name: "Stripe",
    type: "Stripe",
    secretKeyVariable: "STRIPE_SECRET_KEY_OF_TEST",
  });
  stripeGatewayId = gateway.id;
});
after(async () => {
  await server.close();
  await stripe.close();
});

const CARD = {
  type: "CreditCard",
  cardType: "Visa",
  cardNumber: "4111111111111111",
  expirationMonth: 11,
  expirationYear: 2049,
  securityCode: "737",
  cardHolderInfo: { cardHolderName: "John Smith", city: "Example City" },
};

type Fields = Readonly<Record<string, unknown>>;
const create = async (fields: Fields) =>
  (await succeed(server, "POST", "/v1/payment-methods", fields)).id;
const read = (id: string) => succeed(server, "GET", `/v1/payment-methods/${id}`);

async function refused(method: string, path: string, body: Fields) {
  const { json, text } = await server.call(method, path, body);
  assert.equal(json.success, false, text);
  return json.reasons[0].message as string;
}

/** Every row of every table, as a dump of the database would write it. */
const dump = () =>
  withOwnerConnection(server.ownerUrl, async (client) => {
    const { rows: tables } = await client.query<{ name: string }>(
      `select format('%I.%I', schemaname, tablename) as name from pg_tables
       where schemaname not in ('pg_catalog', 'information_schema')`,
    );
    const texts: string[] = [];
    for (const { name } of tables) {
      const { rows } = await client.query(`select to_jsonb(t)::text as row from ${name} t`);
      texts.push(...rows.map(({ row }) => row as string));
    }
    return texts.join("\n");
  });

describe("what is kept", () => {
  test("of a card: its tokens, a mask, its first six digits and its holder", async () => {
    const { accountId } = await anAccount(server);
    const id = await create({ ...CARD, accountKey: accountId, makeDefault: true });
    const card = await read(id);
    assert.equal(card.cardNumber, "************1111");
    assert.equal(card.bankIdentificationNumber, "411111");
    assert.equal(card.accountKey, accountId);
    assert.equal(card.isDefault, true);
    assert.equal(card.accountHolderInfo.accountHolderName, "John Smith");
    assert.equal("securityCode" in card, false);
  });

  test("nothing in the whole database is the number of a card or an account, or a CVV", async () => {
    const secrets = ["5555555555554444", "000123456789", "DE89370400440532013000", "987654321"];
    const [cardNumber, bankAccountNumber, IBAN, identityNumber] = secrets;
    const securityCode = "90817263";
    const key = { "idempotency-key": "card-once" };
    const card = { ...CARD, cardNumber, securityCode, cardType: "MasterCard" };
    await succeed(server, "POST", "/v1/payment-methods", card, key);
    await create({ ...card, authGateway: stripeGatewayId });
    await anAccount(server, {
      autoPay: true,
      creditCard: { ...card, type: undefined, securityCode: undefined },
    });
    await create({
      type: "ACH",
      bankABACode: "110000000",
      bankAccountName: "Test",
      bankAccountNumber,
      bankAccountType: "Checking",
    });
    await create({ type: "SEPA", IBAN, accountHolderInfo: { accountHolderName: "Eva" } });
    await create({
      type: "Autogiro",
      accountNumber: bankAccountNumber,
      branchCode: "1234",
      identityNumber,
      accountHolderInfo: { accountHolderName: "Eva" },
    });
    await create({
      type: "CreditCardReferenceTransaction",
      tokenId: "cus_1",
      secondTokenId: "pm_1",
      creditCardMaskNumber: cardNumber,
    });
    await refused("POST", "/v1/payment-methods", { ...card, expirationYear: 2001 });
    const kept = await dump();
    assert.match(kept, /\*{12}4444/, "the dump has what was kept");
    for (const secret of [...secrets, securityCode]) {
      assert.equal(kept.includes(secret ?? ""), false, `${secret} is in the database`);
    }
  });

  test("an encrypted token of Apple Pay is refused by name, and kept nowhere", async () => {
    const paymentToken = { data: "an-encrypted-token" };
    const body = { integrationType: "ApplePay", merchantID: "merchant.test", paymentToken };
    const message = await refused("POST", "/v1/payment-methods/decryption", body);
    assert.match(message, /Apple Pay.*not supported/);
    assert(!(await dump()).includes("an-encrypted-token"));
  });

  test("the number of a card is refused where a token belongs", async () => {
    const message = await refused("POST", "/v1/payment-methods", {
      type: "CreditCardReferenceTransaction",
      tokenId: "4111 1111 1111 1111",
    });
    assert.match(message, /tokenId/);
    assert.doesNotMatch(message, /1111/);
  });

  test("of bank accounts and PayPal what tells them apart", async () => {
    const ach = await read(
      await create({
        type: "ACH",
        bankABACode: "110000000",
        bankAccountName: "Test",
        bankAccountNumber: "000123456789",
        bankAccountType: "Checking",
        bankName: "Chase",
      }),
    );
    assert.equal(ach.bankAccountNumber, "********6789");
    assert.equal(ach.accountKey, null);
    const paypal = await read(
      await create({ type: "PayPalEC", BAID: "I-1TJ3GAGG82Y9", email: "a@example.com" }),
    );
    assert.equal(paypal.BAID, "I-1TJ3GAGG82Y9");
  });
});

describe("the default of an account", () => {
  test("is read by itself and marked in the list", async () => {
    const { accountId, accountNumber } = await anAccount(server);
    const first = await create({ ...CARD, accountKey: accountNumber });
    const second = await create({ ...CARD, accountKey: accountId, makeDefault: true });
    const path = `/v1/accounts/${accountNumber}/payment-methods`;
    assert.equal((await succeed(server, "GET", `${path}/default`)).id, second);
    const list = await succeed(server, "GET", path);
    assert.equal(list.defaultPaymentMethodId, second);
    assert.deepEqual(
      list.creditcard.map(({ id }: { id: string }) => id),
      [first, second],
    );
    const only = await succeed(server, "GET", `${path}?isDefaultOnly=true`);
    assert.equal(only.creditcard.length, 1);
    await succeed(server, "PUT", `/v1/accounts/${accountId}`, { defaultPaymentMethodId: first });
    assert.equal((await succeed(server, "GET", `${path}/default`)).id, first);
    const account = await succeed(server, "GET", `/v1/accounts/${accountId}`);
    assert.equal(account.billingAndPayment.defaultPaymentMethodId, first);
  });

  test("lets the account pay by itself", async () => {
    const { accountId } = await anAccount(server);
    assert.match(await refused("PUT", `/v1/accounts/${accountId}`, { autoPay: true }), /autoPay/);
    await create({ ...CARD, accountKey: accountId, makeDefault: true });
    await succeed(server, "PUT", `/v1/accounts/${accountId}`, { autoPay: true });
    const method = await refused("PUT", `/v1/accounts/${accountId}`, {
      defaultPaymentMethodId: null,
    });
    assert.match(method, /autoPay/);
  });

  test("comes with a new account: a card, or a method that was nobody's", async () => {
    const orphan = await create(CARD);
    const { accountId } = await anAccount(server, {
      autoPay: true,
      hpmCreditCardPaymentMethodId: orphan,
    });
    assert.equal((await read(orphan)).accountKey, accountId);
    const message = await refused("POST", "/v1/accounts", {
      name: "B",
      currency: "USD",
      billToContact: { firstName: "A", lastName: "B", country: "US" },
      hpmCreditCardPaymentMethodId: orphan,
    });
    assert.match(message, /another account/);
    const { type: _, ...creditCard } = CARD;
    const other = await anAccount(server, { autoPay: true, creditCard });
    const list = await succeed(server, "GET", `/v1/accounts/${other.accountId}/payment-methods`);
    assert.equal(list.creditcard[0].isDefault, true);
  });

  test("cannot be deleted or scrubbed while it is one", async () => {
    const { accountId } = await anAccount(server);
    const id = await create({ ...CARD, accountKey: accountId, makeDefault: true });
    assert.match(await refused("DELETE", `/v1/payment-methods/${id}`, {}), /default/);
    assert.match(await refused("PUT", `/v1/payment-methods/${id}/scrub`, {}), /default/);
  });

  test("is never another account's", async () => {
    const [mine, theirs] = [await anAccount(server), await anAccount(server)];
    const id = await create({ ...CARD, accountKey: mine.accountId });
    const change = { defaultPaymentMethodId: id };
    const message = await refused("PUT", `/v1/accounts/${theirs.accountId}`, change);
    assert.match(message, /Cannot find/);
  });
});

describe("what becomes of a method", () => {
  test("it is given to an account, changed, scrubbed and deleted", async () => {
    const { accountId } = await anAccount(server);
    const id = await create(CARD);
    await succeed(server, "PUT", `/v1/payment-methods/${id}`, {
      accountKey: accountId,
      expirationYear: 2050,
      useDefaultRetryRule: false,
      paymentRetryWindow: 12,
      mine__c: "x",
    });
    const changed = await read(id);
    assert.equal(changed.accountKey, accountId);
    assert.equal(changed.expirationYear, 2050);
    assert.equal(changed.expirationMonth, 11);
    assert.equal(changed.paymentRetryWindow, 12);
    assert.equal(changed.mine__c, "x");
    const verified = await succeed(server, "PUT", `/v1/payment-methods/${id}/verify`, {});
    assert.equal(verified.paymentMethodId, id);
    assert.equal((await read(id)).lastTransactionStatus, "Approved");
    await succeed(server, "PUT", `/v1/payment-methods/${id}/scrub`, {});
    const scrubbed = await read(id);
    assert.equal(scrubbed.status, "Scrubbed");
    assert.equal(scrubbed.cardNumber, null);
    assert.equal(scrubbed.accountHolderInfo.accountHolderName, null);
    assert.match(await refused("PUT", `/v1/payment-methods/${id}`, {}), /Scrubbed/);
    await succeed(server, "DELETE", `/v1/payment-methods/${id}`);
    assert.match(await refused("DELETE", `/v1/payment-methods/${id}`, {}), /Cannot find/);
  });

  test("what a type needs is asked for", async () => {
    assert.match(await refused("POST", "/v1/payment-methods", { type: "SEPA" }), /IBAN/);
    const nameless = { ...CARD, cardHolderInfo: {} };
    assert.match(await refused("POST", "/v1/payment-methods", nameless), /cardHolderName/);
    const wrong = { ...CARD, cardNumber: "4111111111111112" };
    const message = await refused("POST", "/v1/payment-methods", wrong);
    assert.match(message, /cardNumber/);
    assert.doesNotMatch(message, /4111/);
    const checked = { ...CARD, processingOptions: { checkDuplicated: true } };
    assert.match(await refused("POST", "/v1/payment-methods", checked), /processingOptions/);
  });

  test("a request that comes twice with its key makes one method", async () => {
    const key = { "idempotency-key": "method-once" };
    const first = await succeed(server, "POST", "/v1/payment-methods", CARD, key);
    const second = await succeed(server, "POST", "/v1/payment-methods", CARD, key);
    assert.equal(first.id, second.id);
  });
});

describe("gateways", () => {
  test("an entity has the test gateway from the first day", async () => {
    const { paymentgateways } = await succeed(server, "GET", "/v1/paymentgateways");
    const { id, ...first } = paymentgateways[0];
    assert.match(id, /^[0-9a-f]{32}$/);
    assert.deepEqual(first, {
      isActive: true,
      isDefault: true,
      name: "Test Gateway Adapter",
      type: "Test Gateway",
    });
  });

  test("Stripe keeps the card of a customer of its own", async () => {
    const before = stripe.sent.length;
    const id = await create({ ...CARD, authGateway: stripeGatewayId });
    const paths = stripe.sent.slice(before).map(({ path }) => path);
    assert.deepEqual(paths, [
      "/v1/payment_methods",
      "/v1/customers",
      `/v1/payment_methods/${paths[2]?.split("/")[3]}/attach`,
      "/v1/setup_intents",
    ]);
    assert.equal(stripe.sent[before]?.fields["card[number]"], CARD.cardNumber);
    assert.equal("tokenId" in (await read(id)), false, "tokens of a gateway are not told");
    await succeed(server, "PUT", `/v1/payment-methods/${id}/scrub`, {});
    assert.match(stripe.sent.at(-1)?.path ?? "", /\/detach$/);
  });

  test("PAYMENT_METHOD_REFUSED: the issuer declines the card", async () => {
    for (const authGateway of [stripeGatewayId, undefined]) {
      const card = { ...CARD, cardNumber: "4000000000000002", authGateway };
      assert.match(await refused("POST", "/v1/payment-methods", card), /declined/);
      await create({ ...card, skipValidation: true });
    }
  });

  test("GATEWAY_SILENT: the gateway does not answer; nothing is kept, and it may be tried again", async () => {
    const key = { "idempotency-key": "silent-once" };
    const card = { ...CARD, authGateway: stripeGatewayId };
    stripe.loseAnswers(1);
    const lost = await server.call("POST", "/v1/payment-methods", card, key);
    assert.equal(lost.status, 503, lost.text);
    stripe.fail(1);
    const failed = await server.call("POST", "/v1/payment-methods", card, key);
    assert.equal(failed.status, 503, failed.text);
    await succeed(server, "POST", "/v1/payment-methods", card, key);
  });

  test("one that is switched off, or whose secret the server lacks, is not asked", async () => {
    const lacking = await succeed(server, "POST", "/v1/paymentgateways", {
      name: "Stripe without key",
      type: "Stripe",
      secretKeyVariable: "STRIPE_SECRET_KEY_NOBODY_SET",
    });
    const card = { ...CARD, authGateway: lacking.id };
    assert.match(await refused("POST", "/v1/payment-methods", card), /NOBODY_SET/);
    await succeed(server, "PUT", `/v1/paymentgateways/${lacking.id}`, { isActive: false });
    assert.match(await refused("POST", "/v1/payment-methods", card), /not active/);
    const unknown = { ...CARD, authGateway: "PG-0" };
    assert.match(await refused("POST", "/v1/payment-methods", unknown), /Cannot find/);
    const paypal = {
      type: "PayPalEC",
      BAID: "I-1",
      email: "a@example.com",
      authGateway: stripeGatewayId,
    };
    assert.match(await refused("POST", "/v1/payment-methods", paypal), /PayPalEC/);
  });

  test("a name is one gateway's, and a new default takes the place of the old one", async () => {
    const gateway = { name: "Second test", type: "Test Gateway", isDefault: true };
    const { id } = await succeed(server, "POST", "/v1/paymentgateways", gateway);
    assert.match(await refused("POST", "/v1/paymentgateways", gateway), /in use/);
    const { paymentgateways } = await succeed(server, "GET", "/v1/paymentgateways");
    const defaults = paymentgateways.filter((each: { isDefault: boolean }) => each.isDefault);
    assert.deepEqual(
      defaults.map((each: { id: string }) => each.id),
      [id],
    );
  });
});
