import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { StartError } from "#store/start-error.ts";
import { readConfig } from "./config.ts";

describe("readConfig", () => {
  test("without variables the server listens on 127.0.0.1:8080 with data in .quittance", () => {
    assert.deepEqual(readConfig({}), {
      host: "127.0.0.1",
      port: 8080,
      isLoopback: true,
      databaseUrl: undefined,
      dataDirectory: ".quittance",
      enforcesLimits: true,
      allowDemoOnPublicAddress: false,
      logLevel: "info",
      calloutHosts: new Set(),
      smtp: undefined,
      trustProxy: undefined,
      publicUrl: undefined,
      passwordSignIn: true,
      openId: undefined,
    });
  });

  test("hosts that callouts may go to are between commas", () => {
    const { calloutHosts } = readConfig({ QUITTANCE_CALLOUT_HOSTS: "Hooks.internal, [::1]:80," });
    assert.deepEqual([...calloutHosts], ["hooks.internal", "[::1]:80"]);
  });

  test("an empty variable counts as not set", () => {
    assert.deepEqual(readConfig({ PORT: "", HOST: " ", DATABASE_URL: "" }), readConfig({}));
  });

  for (const host of ["127.0.0.1", "127.1.2.3", "::1", "localhost"]) {
    test(`${host} is reached from this machine only`, () => {
      assert.equal(readConfig({ HOST: host }).isLoopback, true);
    });
  }

  for (const host of ["0.0.0.0", "::", "192.168.1.7", "127.0.0.1.example.com", "billing"]) {
    test(`${host} may be reached by others`, () => {
      assert.equal(readConfig({ HOST: host }).isLoopback, false);
    });
  }

  const wrong = {
    PORT: ["http", "-1", "65536", "80.5", "1e3"],
    LOG_LEVEL: ["verbose"],
    QUITTANCE_CALLOUT_HOSTS: ["https://hooks.internal", "a b"],
    QUITTANCE_ALLOW_DEMO_ON_PUBLIC_ADDRESS: ["yes"],
    QUITTANCE_PASSWORD_SIGN_IN: ["no", "false"],
    QUITTANCE_PUBLIC_URL: ["billing.example.com", "ftp://a.example", "https://a.example/billing"],
    QUITTANCE_TRUST_PROXY: ["true", "10.0.0.0/33", "proxy.internal", "10.0.0.1,"],
    QUITTANCE_OIDC_ISSUER: ["id.example.com", "http://id.example.com", "ftp://id.example.com"],
  };
  for (const [name, texts] of Object.entries(wrong)) {
    for (const text of texts) {
      test(`${name}=${text} is refused by name`, () => {
        assert.throws(
          () => readConfig({ [name]: text }),
          (error) =>
            error instanceof StartError && error.message.startsWith(`${name} is "${text}"`),
        );
      });
    }
  }
});
