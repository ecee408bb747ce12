/**
 * A client that keeps so many requests under way, on a thread of its own: what it costs to be a client
 * is not the server's time. Started by `sendAll`.
 */
import { Agent, request } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";

export type Sent = {
  readonly method: "GET" | "POST";
  readonly path: string;
  /** JSON, or a form where it does not begin as an object does. */
  readonly body?: string;
};

export type Load = {
  readonly origin: string;
  readonly token: string;
  readonly requests: readonly Sent[];
  /** How many requests are under way at any time. */
  readonly concurrency: number;
  /** Begin so many a second and no more; times then count from when one was due. */
  readonly perSecond?: number;
};

export type LoadResult = {
  /** From the first request to the last answer. */
  readonly seconds: number;
  /** Of each request, ascending. */
  readonly milliseconds: readonly number[];
};

/** Sends all requests. Throws when one of them did not succeed. */
export async function sendAll(load: Load): Promise<LoadResult> {
  const { promise, resolve, reject } = Promise.withResolvers<LoadResult>();
  const worker = new Worker(new URL(import.meta.url), { workerData: load });
  worker.once("message", resolve).once("error", reject);
  return promise;
}

if (!isMainThread) parentPort?.postMessage(await send(workerData as Load));

async function send({ origin, token, requests, concurrency, perSecond }: Load) {
  const agent = new Agent({ keepAlive: true, maxSockets: concurrency });
  const milliseconds: number[] = [];
  const left = requests.entries();
  const start = performance.now();
  const client = async (): Promise<void> => {
    for (const [index, each] of left) {
      const due = perSecond ? start + (1000 * index) / perSecond : performance.now();
      if (due > performance.now()) await delay(due - performance.now());
      const { status, text } = await sendOne(agent, origin, token, each);
      milliseconds.push(performance.now() - due);
      if (status !== 200 || text.includes('"success":false')) throw new Error(text);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, client));
  const seconds = (performance.now() - start) / 1000;
  agent.destroy();
  return { seconds, milliseconds: milliseconds.sort((a, b) => a - b) };
}

function sendOne(agent: Agent, origin: string, token: string, { method, path, body }: Sent) {
  const type = body?.startsWith("{") ? "application/json" : "application/x-www-form-urlencoded";
  const headers = { authorization: `Bearer ${token}`, ...(body && { "content-type": type }) };
  const { promise, resolve, reject } = Promise.withResolvers<{ status?: number; text: string }>();
  const sent = request(origin + path, { method, headers, agent }, (answer) => {
    const chunks: string[] = [];
    answer.setEncoding("utf8");
    answer.on("data", (chunk: string) => chunks.push(chunk));
    answer.on("end", () => resolve({ status: answer.statusCode ?? 0, text: chunks.join("") }));
  });
  sent.on("error", reject);
  sent.end(body);
  return promise;
}
