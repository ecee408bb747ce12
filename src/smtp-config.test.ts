import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { StartError } from "#store/start-error.ts";
import { readConfig } from "./config.ts";

const FROM = { QUITTANCE_MAIL_FROM: "Billing <billing@example.com>" };
const smtpOf = (url: string, more: Record<string, string> = FROM) =>
  readConfig({ QUITTANCE_SMTP_URL: url, ...more }).smtp;

describe("the mail server", () => {
  test("is none where none is named", () => {
    assert.equal(readConfig(FROM).smtp, undefined);
  });

  test("begins TLS with STARTTLS, unless it is this machine", () => {
    assert.deepEqual(smtpOf("smtp://ada%40x.example:p%3Aw@mail.example.com"), {
      host: "mail.example.com",
      port: 587,
      encryption: "StartTls",
      user: "ada@x.example",
      password: "p:w",
      from: "Billing <billing@example.com>",
    });
    const ways = [
      ["smtps://mail.example.com", "Tls", 465],
      ["smtp://localhost:2525", "None", 2525],
      ["smtp://[::1]", "None", 587],
      ["smtp://mail.example.com:25?tls=none", "None", 25],
    ] as const;
    for (const [url, encryption, port] of ways) {
      const smtp = smtpOf(url);
      assert.deepEqual([smtp?.encryption, smtp?.port, smtp?.user], [encryption, port, null], url);
    }
  });

  test("has its password beside the URL", () => {
    const more = { ...FROM, QUITTANCE_SMTP_PASSWORD: "hush" };
    assert.equal(smtpOf("smtp://ada@mail.example.com", more)?.password, "hush");
  });

  test("is refused without its password being said", () => {
    const wrong = [
      ["http://ada:hush@mail.example.com", FROM],
      ["ada:hush@mail.example.com", FROM],
      ["smtp://ada:hush@mail.example.com?tls=maybe", FROM],
      ["smtp://ada:hush@mail.example.com", {}],
      ["smtp://ada:hush@mail.example.com", { QUITTANCE_MAIL_FROM: "nobody\r\nBcc: a@b.example" }],
    ] as const;
    for (const [url, more] of wrong) {
      assert.throws(
        () => smtpOf(url, more),
        (error) => error instanceof StartError && !error.message.includes("hush"),
        url,
      );
    }
  });
});
