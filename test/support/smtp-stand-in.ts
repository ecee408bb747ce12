/** A mail server of one process: what it was given, and who it does not let in or send to. */
import { once } from "node:events";
import { createServer, type Socket } from "node:net";

export type Taken = {
  readonly from: string;
  readonly to: readonly string[];
  readonly data: string;
};

export type SmtpStandIn = {
  readonly port: number;
  readonly taken: Taken[];
  /** "user:password" of those that are let in. */
  readonly users: Set<string>;
  /** What it answers to a recipient instead of 250, such as "550 no such mailbox". */
  readonly answers: Map<string, string>;
  close(): Promise<void>;
};

export async function startSmtp(): Promise<SmtpStandIn> {
  const taken: Taken[] = [];
  const users = new Set(["billing:secret"]);
  const answers = new Map<string, string>();
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => undefined);
    talk(socket, { taken, users, answers });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  return {
    port,
    taken,
    users,
    answers,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

type State = Pick<SmtpStandIn, "taken" | "users" | "answers">;

function talk(socket: Socket, { taken, users, answers }: State): void {
  let [buffer, from, isData] = ["", "", false];
  let to: string[] = [];
  const say = (line: string) => socket.write(`${line}\r\n`);
  const command = (line: string) => {
    const [verb = ""] = line.toUpperCase().split(" ");
    const address = /<(.*)>/.exec(line)?.[1] ?? "";
    if (verb === "EHLO") return say("250-stand-in\r\n250 AUTH PLAIN");
    if (verb === "AUTH") {
      const [, user, password] = Buffer.from(line.split(" ")[2] ?? "", "base64")
        .toString()
        .split("\0");
      return say(users.has(`${user}:${password}`) ? "235 welcome" : "535 who are you");
    }
    if (verb === "MAIL") {
      [from, to] = [address, []];
      return say("250 ok");
    }
    if (verb === "RCPT") {
      const answer = answers.get(address) ?? "250 ok";
      if (answer.startsWith("2")) to.push(address);
      return say(answer);
    }
    if (verb === "DATA") {
      isData = true;
      return say("354 go on");
    }
    if (verb === "QUIT") return socket.end("221 bye\r\n");
    return say("250 ok");
  };
  say("220 stand-in");
  socket.on("data", (chunk) => {
    buffer += chunk.toString("latin1");
    for (;;) {
      const end = buffer.indexOf(isData ? "\r\n.\r\n" : "\r\n");
      if (end < 0) return;
      const text = buffer.slice(0, end);
      buffer = buffer.slice(end + (isData ? 5 : 2));
      if (!isData) command(text);
      else {
        taken.push({ from, to, data: text });
        isData = false;
        say("250 taken");
      }
    }
  });
}
