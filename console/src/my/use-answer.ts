import { useCallback, useEffect, useState } from "react";
import { ask, type Refused } from "./api.ts";

export type Answered<Answer> = {
  readonly answer: Answer | undefined;
  readonly error: Refused | undefined;
  readonly again: () => void;
};

/** What is read at once; asked again where it did not work, or something has changed. */
export function useAnswer<Answer>(method: "GET" | "POST", path: string): Answered<Answer> {
  const [state, setState] = useState<Pick<Answered<Answer>, "answer" | "error">>(NOTHING);
  const [turn, setTurn] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a turn is a reason to ask again
  useEffect(() => {
    let isWanted = true;
    const body = method === "POST" ? {} : undefined;
    ask<Answer>(method, path, { body }).then(
      (answer) => isWanted && setState({ answer, error: undefined }),
      (error: Refused) => isWanted && setState({ answer: undefined, error }),
    );
    return () => {
      isWanted = false;
    };
  }, [method, path, turn]);
  const again = useCallback(() => {
    setState((before) => ({ ...before, error: undefined }));
    setTurn((before) => before + 1);
  }, []);
  return { ...state, again };
}

const NOTHING = { answer: undefined, error: undefined };

export type Doing<Given> = {
  readonly isDoing: boolean;
  readonly error: Refused | undefined;
  readonly start: (given: Given) => void;
};

/** What is done once at a click, and not twice. */
export function useDoing<Given>(act: (given: Given) => Promise<unknown>): Doing<Given> {
  const [isDoing, setDoing] = useState(false);
  const [error, setError] = useState<Refused>();
  const start = (given: Given) => {
    if (isDoing) return;
    setDoing(true);
    setError(undefined);
    act(given).then(
      () => setDoing(false),
      (refused: Refused) => {
        setDoing(false);
        setError(refused);
      },
    );
  };
  return { isDoing, error, start };
}
