import type { Command } from "commander";
import { type Client, createClient } from "#client/index.ts";
import { type Print, printerOf, reportFailure } from "./output.ts";

/** What a command works with. */
export type Session = {
  readonly client: Client;
  readonly print: Print;
  readonly isJson: boolean;
  readonly connection: Connection;
};

export type Connection = {
  readonly url: string;
  readonly clientId: string;
  readonly clientSecret: string;
};

type Options = { url: string; clientId: string; clientSecret?: string; json: boolean };

/** Wraps the work of a command: hands it a session, and tells of its failure. */
export const sessionsOf =
  (program: Command) =>
  <Rest extends unknown[]>(work: (session: Session, ...rest: Rest) => Promise<void>) =>
  async (...rest: Rest): Promise<void> => {
    const { json, url, clientId, ...given } = program.opts<Options>();
    const { QUITTANCE_CLIENT_SECRET: fromEnvironment } = process.env;
    const clientSecret = given.clientSecret ?? fromEnvironment ?? "demo-secret";
    const client = createClient({ baseUrl: url, clientId, clientSecret });
    const connection = { url, clientId, clientSecret };
    try {
      await work({ client, print: printerOf(json), isJson: json, connection }, ...rest);
    } catch (error) {
      reportFailure(error, json);
    }
  };

export type WithSession = ReturnType<typeof sessionsOf>;
