/**
 * `npm run -s quittance -- <command>`: what one does most often with a running server, from a shell.
 * `--json` everywhere. Ends with 0; 1 when the server has refused; 2 when it was not reached or asked.
 */
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { Argument, Command } from "commander";
import { addBillRun } from "./bill-run.ts";
import { addBulkCancel } from "./bulk-cancel.ts";
import { addCancel } from "./cancel.ts";
import { addClock } from "./clock.ts";
import { completionScript, SHELLS } from "./completion.ts";
import { addExport } from "./export.ts";
import { addImport } from "./import.ts";
import { addOrder } from "./order.ts";
import { addReading } from "./reading.ts";
import { sessionsOf } from "./session.ts";

const { QUITTANCE_URL = "http://127.0.0.1:8080", QUITTANCE_CLIENT_ID = "demo-client" } =
  process.env;

const program = new Command("quittance")
  .description("Subscription billing: a running Quittance from the command line")
  .option("--url <url>", "of the server", QUITTANCE_URL)
  .option("--client-id <id>", "OAuth client", QUITTANCE_CLIENT_ID)
  .option("--client-secret <secret>", "better: QUITTANCE_CLIENT_SECRET in the environment")
  .option("--json", "one JSON text instead of tables", false)
  .showHelpAfterError()
  .configureHelp({ showGlobalOptions: true })
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2));
const withSession = sessionsOf(program);

program
  .command("serve")
  .description("start the server, as npm start does")
  .action(() => run("../main.ts", []));
const ofPackage = (name: string, description: string, file: string) =>
  program
    .command(name)
    .description(description)
    .action(() => run(file, program.opts<{ json: boolean }>().json ? ["--json"] : []));
ofPackage(
  "migrate",
  "bring the database to the schema of this version; a server does it as it starts",
  "../migrate-database.ts",
);
ofPackage("demo", "make the demo entity in a database that is empty", "../make-demo.ts");
ofPackage(
  "prove",
  "prove every account of every entity; ends with 1 on a difference",
  "../prove.ts",
);
program
  .command("entity")
  .description("entities of the database; its owner makes them, no request does")
  .command("create <name>")
  .description("an entity, its first administrator and an OAuth client; tells their secrets once")
  .requiredOption("--user <name>", "who signs in to the console, such as an e-mail address")
  .option("--currency <code>", "of accounts that name none", "USD")
  .option("--time-zone <name>", "whose midnight ends a day", "UTC")
  .option("--sandbox", "with a clock that can be moved; it stays one", false)
  .action((name: string, { sandbox, user, currency, timeZone }: EntityOptions) =>
    run("../make-entity.ts", [
      ...(program.opts<{ json: boolean }>().json ? ["--json"] : []),
      ...(sandbox ? ["--sandbox"] : []),
      `--user=${user}`,
      `--currency=${currency}`,
      `--time-zone=${timeZone}`,
      "--",
      name,
    ]),
  );
addCancel(program, withSession);
addOrder(program, withSession);
addBillRun(program, withSession);
addBulkCancel(program, withSession);
addImport(program, withSession);
addReading(program, withSession);
addClock(program, withSession);
addExport(program, withSession);
program
  .command("completion")
  .description('for bash, or zsh: eval "$(quittance completion zsh)"')
  .addArgument(new Argument("[shell]").choices(SHELLS).default("bash"))
  .action((shell: (typeof SHELLS)[number]) => console.log(completionScript(program, shell)));

await program.parseAsync();

type EntityOptions = {
  readonly user: string;
  readonly currency: string;
  readonly timeZone: string;
  readonly sandbox: boolean;
};

/** Another entry point of the package, in a process of its own: Ctrl-C and the exit code are its. */
function run(file: string, rest: readonly string[]): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const path = fileURLToPath(new URL(file, import.meta.url));
  const child = spawn(process.execPath, [path, ...rest], { stdio: "inherit" });
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => child.kill(signal));
  child.on("exit", (code) => {
    process.exitCode = code ?? 1;
    resolve();
  });
  return promise;
}
