import { useState } from "react";
import type { Outcome } from "./outcome.ts";

export type Moved = {
  /** What was shown when the commit was refused; what is shown now is compared with it. */
  readonly was: Outcome | undefined;
  /** What the server has said of it. */
  readonly message: string | undefined;
  readonly remember: (was: Outcome, message: string) => void;
  readonly forget: () => void;
};

/** Something has moved between the preview and its commit: what was agreed to, beside what is. */
export function useMoved(): Moved {
  const [moved, setMoved] = useState<{ was: Outcome; message: string }>();
  return {
    was: moved?.was,
    message: moved?.message,
    remember: (was, message) => setMoved({ was, message }),
    forget: () => setMoved(undefined),
  };
}
