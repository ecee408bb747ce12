/** Files that callers bring: attached to things, or in the place of a printed document. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { anAccount, aPlan, subscribe, succeed } from "#test/support/company.ts";
import { startTestServer, type TestServer } from "#test/support/server.ts";
import { FORM_HEADERS, formWith } from "#test/support/usage-files.ts";

let server: TestServer;

before(async () => {
  server = await startTestServer();
});
after(() => server.close());

const send = (path: string, content: string, fileName: string, field?: string) =>
  server.call("POST", path, formWith(content, fileName, field), FORM_HEADERS);

const attach = async (type: string, key: string, fileName = "Terms of 2024.txt", more = "") => {
  const query = `associatedObjectType=${type}&associatedObjectKey=${key}${more}`;
  const { json, text } = await send(`/v1/attachments?${query}`, "Read me.", fileName);
  assert.equal(json.success, true, text);
  return json;
};

async function aCustomer() {
  const { accountNumber, accountId } = await anAccount(server);
  const plan = await aPlan(server, [{ price: 30 }]);
  const order = await subscribe(server, {
    accountNumber,
    plan,
    from: "2023-01-01",
    billThrough: "2023-01-01",
  });
  const [subscriptionNumber] = order.subscriptionNumbers;
  const [invoiceId] = order.invoiceIds;
  return { accountNumber, accountId, subscriptionNumber, invoiceId };
}

describe("attachments", () => {
  test("are read, listed, changed, downloaded and deleted with their files", async () => {
    const { accountNumber } = await aCustomer();
    const { id, fileId } = await attach("Account", accountNumber, undefined, "&description=Old");
    const read = await succeed(server, "GET", `/v1/attachments/${id}`);
    assert.deepEqual(
      [read.fileName, read.fileContentType, read.description, read.fileId],
      ["Terms of 2024.txt", "text/plain", "Old", fileId],
    );
    const file = await server.call("GET", `/v1/files/${fileId}`);
    assert.equal(file.text, "Read me.");
    assert.equal(file.headers["content-type"], "text/plain");
    assert.match(
      file.headers["content-disposition"] ?? "",
      /^attachment; .*Terms%20of%202024\.txt/,
    );

    const change = { fileName: "Terms", description: "New" };
    assert.deepEqual(await succeed(server, "PUT", `/v1/attachments/${id}`, change), {
      success: true,
    });
    const second = await attach("Account", accountNumber, "picture.svg");
    const { attachments } = await succeed(
      server,
      "GET",
      `/v1/attachments/account/${accountNumber}`,
    );
    assert.deepEqual(
      attachments.map((each: typeof read) => [each.fileName, each.description]),
      [
        ["picture.svg", null],
        ["Terms.txt", "New"],
      ],
    );
    assert.equal(attachments[0].fileContentType, "application/octet-stream");
    await succeed(server, "DELETE", `/v1/attachments/${second.id}`);
    const gone = await server.call("GET", `/v1/files/${second.fileId}`);
    assert.equal(gone.json.success, false);
    const left = await succeed(server, "GET", `/v1/attachments/account/${accountNumber}`);
    assert.equal(left.attachments.length, 1);
  });

  test("of a subscription are those of all of its versions; an invoice has its own", async () => {
    const { subscriptionNumber, invoiceId } = await aCustomer();
    const { id } = await attach("Subscription", subscriptionNumber);
    await succeed(server, "PUT", `/v1/subscriptions/${subscriptionNumber}/renew`, {}).catch(
      () => 0,
    );
    const path = `/v1/attachments/subscription/${subscriptionNumber}`;
    const { attachments } = await succeed(server, "GET", path);
    assert.deepEqual(
      attachments.map((each: { id: string }) => each.id),
      [id],
    );
    await attach("Invoice", invoiceId);
    const ofInvoice = await succeed(server, "GET", `/v1/attachments/Invoice/${invoiceId}`);
    assert.equal(ofInvoice.attachments.length, 1);
    const { invoiceFiles } = await succeed(server, "GET", `/v1/invoices/${invoiceId}/files`);
    assert.deepEqual(invoiceFiles, [], "what is attached is no file of the document");
  });

  test("what is refused", async () => {
    const { accountNumber } = await aCustomer();
    const path = `/v1/attachments?associatedObjectType=Account&associatedObjectKey=`;
    const refused = async (answer: Promise<{ json: { reasons: { message: string }[] } }>) =>
      (await answer).json.reasons[0]?.message ?? "";
    assert.match(await refused(send(`${path}A99999999`, "x", "a.txt")), /Cannot find entity/);
    assert.match(await refused(send(path + accountNumber, "", "a.txt")), /nothing in it/);
    assert.match(await refused(send(path + accountNumber, "x", "a.txt", "other")), /file/);
    const wrongType = path.replace("Account", "Order");
    assert.match(
      await refused(send(wrongType + accountNumber, "x", "a.txt")),
      /associatedObjectType/,
    );
    assert.match(await refused(server.call("POST", path + accountNumber, {})), /Content-Type/);
    const list = server.call("GET", `/v1/attachments/order/${accountNumber}`);
    assert.match(await refused(list), /Cannot find entity/);
  });
});

test("a PDF file of one's own is the newest of a document, and nothing else is one", async () => {
  const { invoiceId } = await aCustomer();
  const printed = await succeed(server, "POST", `/v1/invoices/${invoiceId}/pdfs`);
  const path = `/v1/invoices/${invoiceId}/files`;
  const { json } = await send(path, "%PDF-1.4 mine", "mine.pdf");
  assert.equal(json.success, true);
  const { invoiceFiles } = await succeed(server, "GET", path);
  assert.deepEqual(
    invoiceFiles.map(({ id }: { id: string }) => id),
    [json.fileId, printed.fileId],
  );
  const refused = await send(path, "<html>", "mine.pdf");
  assert.match(refused.json.reasons[0].message, /'mine.pdf' is no PDF file/);
});
