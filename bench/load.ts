/**
 * A client that keeps so many requests under way, on a thread of its own: what it costs to be a client
 * is not the server's time. Started by `sendAll`.
 */
import { Agent, request } from "node:http";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";

export type Load = {
  readonly origin: string;
  readonly token: string;
  readonly path: string;
  readonly bodies: readonly string[];
  /** How many requests are under way at any time. */
  readonly concurrency: number;
};

export type LoadResult = {
  /** From the first request to the last answer. */
  readonly seconds: number;
  /** Of each request, ascending. */
  readonly milliseconds: readonly number[];
};

/** Sends all bodies by POST. Throws when one of them did not succeed. */
export async function sendAll(load: Load): Promise<LoadResult> {
  const { promise, resolve, reject } = Promise.withResolvers<LoadResult>();
  const worker = new Worker(new URL(import.meta.url), { workerData: load });
  worker.once("message", resolve).once("error", reject);
  return promise;
}

if (!isMainThread) parentPort?.postMessage(await send(workerData as Load));

async function send({ origin, token, path, bodies, concurrency }: Load): Promise<LoadResult> {
  const agent = new Agent({ keepAlive: true, maxSockets: concurrency });
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const left = bodies.values();
  const milliseconds: number[] = [];
  const post = (body: string): Promise<string> => {
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    const sent = request(origin + path, { method: "POST", headers, agent }, (answer) => {
      const chunks: string[] = [];
      answer.setEncoding("utf8");
      answer.on("data", (chunk: string) => chunks.push(chunk));
      answer.on("end", () => resolve(chunks.join("")));
    });
    sent.on("error", reject);
    sent.end(body);
    return promise;
  };
  const client = async (): Promise<void> => {
    for (const body of left) {
      const start = performance.now();
      const answer = await post(body);
      milliseconds.push(performance.now() - start);
      if (!answer.includes('"success":true')) throw new Error(answer);
    }
  };
  const start = performance.now();
  await Promise.all(Array.from({ length: concurrency }, client));
  const seconds = (performance.now() - start) / 1000;
  agent.destroy();
  return { seconds, milliseconds: milliseconds.sort((a, b) => a - b) };
}
