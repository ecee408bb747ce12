/** What has been started, and how it ends: in the opposite order, once, whatever the occasion. */
export type Shutdown = {
  /** True from the first signal on: what fails from then on fails because we are stopping. */
  isStopping(): boolean;
  /** `stop` ends something that has just been started. */
  afterwards(stop: () => Promise<void>): void;
  /** Stops everything and ends the process. */
  exit(exitCode: number): Promise<void>;
};

/** SIGINT and SIGTERM stop everything and end the process with 0; a second one ends it at once. */
export function shutdownOnSignal(): Shutdown {
  const stops: (() => Promise<void>)[] = [];
  let stoppingSinceMs: number | undefined;

  const exit = async (exitCode: number) => {
    stoppingSinceMs ??= performance.now();
    let code = exitCode;
    for (let stop = stops.pop(); stop; stop = stops.pop()) {
      try {
        await stop();
      } catch (error) {
        console.error(error);
        code = 1;
      }
    }
    process.exit(code);
  };

  const onSignal = () => {
    if (stoppingSinceMs === undefined) return void exit(0);
    if (performance.now() - stoppingSinceMs > SAME_SIGNAL_MS) process.exit(1);
  };
  process.on("SIGINT", onSignal).on("SIGTERM", onSignal);

  return {
    isStopping: () => stoppingSinceMs !== undefined,
    afterwards: (stop) => void stops.push(stop),
    exit,
  };
}

/** Ctrl-C reaches us from the terminal and once more from npm: within this time it is one signal. */
const SAME_SIGNAL_MS = 500;
