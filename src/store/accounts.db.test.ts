import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { newAccount } from "#engine/accounts/account.ts";
import { newContact } from "#engine/accounts/contact.ts";
import type { Account } from "#engine/model/account.ts";
import { createTestDatabase, withEntity } from "#test/support/database.ts";
import {
  findAccount,
  isAccountNumberTaken,
  lockAccount,
  saveAccount,
  saveBillCycleDay,
  saveNewAccount,
} from "./accounts.ts";
import {
  findAccountContacts,
  findContact,
  listContacts,
  saveContact,
  saveNewContacts,
} from "./contacts.ts";
import { inTransaction, type Transaction } from "./database.ts";
import { newId } from "./ids.ts";
import { nextNumbers, setNextNumber } from "./numbers.ts";

const testDatabase = await createTestDatabase();
after(testDatabase.drop);
const { entityId, userId } = await withEntity(testDatabase);
const stranger = await withEntity(testDatabase);

const inEntity = <Result>(
  work: (tx: Transaction) => Promise<Result>,
  options?: { lockTimeoutMs: number },
): Promise<Result> => inTransaction(testDatabase.database, entityId, work, options);

function anAccount(accountNumber: string): Account {
  const keys = {
    accountId: newId(),
    accountNumber,
    billToContactId: newId(),
    soldToContactId: newId(),
  };
  return newAccount(keys, {
    name: "Acme",
    currency: "JPY",
    billCycleDay: 31,
    additionalEmailAddresses: ["a@example.com", 'b"quoted"@example.com'],
    notes: "two\nlines",
    taxInfo: { exemptStatus: "Yes", VATId: "DE1" },
    customFields: { A__c: "a", N__c: 0.1, Z__c: null },
  });
}

async function saved(accountNumber: string): Promise<Account> {
  const account = anAccount(accountNumber);
  await inEntity((tx) => saveNewAccount(tx, account, userId));
  return account;
}

/** What only billing makes of an account. */
const NEVER_BILLED = { caughtUpThroughDate: null };

describe("accounts", () => {
  test("are found by id and number as they were saved, new and changed", async () => {
    const account = await saved("Acme-1");
    for (const key of [account.accountId, account.accountId.toUpperCase(), "Acme-1"]) {
      assert.deepEqual(await inEntity((tx) => findAccount(tx, key)), {
        ...account,
        ...NEVER_BILLED,
      });
    }
    const changed: Account = { ...account, name: "Acme Ltd", notes: null, taxInfo: null };
    await inEntity((tx) => saveAccount(tx, changed, userId));
    const found = await inEntity((tx) => findAccount(tx, "Acme-1"));
    assert.deepEqual(found, { ...changed, ...NEVER_BILLED });
  });

  test("are not found by another entity, which may use the same number", async () => {
    await saved("Acme-2");
    const find = (tx: Transaction) => findAccount(tx, "Acme-2");
    assert.equal(await inTransaction(testDatabase.database, stranger.entityId, find), undefined);
    const isTaken = (tx: Transaction) => isAccountNumberTaken(tx, "Acme-2");
    assert.equal(await inTransaction(testDatabase.database, stranger.entityId, isTaken), false);
    assert.equal(await inEntity(isTaken), true);
  });

  test("a number that reads like another account's id leads to that id's account", async () => {
    const first = await saved("Acme-3");
    const second = await saved(first.accountId);
    const found = await inEntity((tx) => findAccount(tx, first.accountId));
    assert.equal(found?.accountNumber, "Acme-3");
    const locked = await inEntity((tx) => lockAccount(tx, { accountNumber: first.accountId }));
    assert.equal(locked?.accountId, second.accountId);
  });

  test("are locked until the transaction ends: others wait, then give up", async () => {
    const { accountId, accountNumber } = await saved("Acme-4");
    await inEntity(async (tx) => {
      const locked = await lockAccount(tx, { accountId });
      assert.equal(locked?.currency, "JPY");
      const other = inEntity((tx2) => lockAccount(tx2, { key: accountNumber }), {
        lockTimeoutMs: 50,
      });
      await assert.rejects(other, { code: "55P03" });
    });
    assert.equal(await inEntity((tx) => lockAccount(tx, { key: "nobody" })), undefined);
  });

  test("take the bill cycle day that the first recurring charge decides", async () => {
    const { accountId } = await saved("Acme-5");
    await inEntity((tx) => saveBillCycleDay(tx, accountId, 7));
    assert.equal((await inEntity((tx) => findAccount(tx, accountId)))?.billCycleDay, 7);
  });
});

describe("contacts", () => {
  test("are found as they were saved, new and changed", async () => {
    const account = await saved("Acme-6");
    const { accountId } = account;
    const names = { firstName: "Ann", lastName: "Acme" };
    const billTo = newContact(account.billToContactId ?? "", accountId, {
      ...names,
      country: "USA",
      state: "NY",
      postalCode: "10001",
      customFields: { Title__c: "Dr" },
    });
    const soldTo = newContact(account.soldToContactId ?? "", accountId, names);
    await inEntity((tx) => saveNewContacts(tx, [billTo, soldTo]));
    assert.deepEqual(await inEntity((tx) => findAccountContacts(tx, account)), { billTo, soldTo });
    const changed = { ...billTo, firstName: "Anna", fax: "1" };
    await inEntity((tx) => saveContact(tx, changed));
    assert.deepEqual(await inEntity((tx) => findContact(tx, billTo.contactId)), changed);
    assert.equal((await inEntity((tx) => listContacts(tx, accountId))).length, 2);
  });
});

describe("numbers", () => {
  test("are drawn in order, past those that somebody has chosen", async () => {
    await saved("A00000002");
    assert.deepEqual(await inEntity((tx) => nextNumbers(tx, "account", 3)), [
      "A00000001",
      "A00000003",
      "A00000004",
    ]);
  });

  test("each entity counts for itself, and a rolled-back number stays a gap", async () => {
    const draw = (tx: Transaction) => nextNumbers(tx, "order", 1);
    await assert.rejects(
      inEntity(async (tx) => {
        assert.deepEqual(await draw(tx), ["O-00000001"]);
        throw new Error("rolled back");
      }),
    );
    assert.deepEqual(await inEntity(draw), ["O-00000002"]);
    const others = await inTransaction(testDatabase.database, stranger.entityId, draw);
    assert.deepEqual(others, ["O-00000001"]);
  });

  test("grow beyond eight digits", async () => {
    const [number] = await inEntity(async (tx) => {
      await setNextNumber(tx, "bill_run", 100_000_000);
      return nextNumbers(tx, "bill_run", 1);
    });
    assert.equal(number, "BR-100000000");
  });
});
