import { useSyncExternalStore } from "react";

/** What is shown: "#/cancel/A-S00000001" is ["cancel", "A-S00000001"], and the account is []. */
export const useRoute = (): readonly string[] => {
  const hash = useSyncExternalStore(subscribe, () => location.hash);
  return hash.startsWith("#/") ? hash.slice(2).split("/").map(decodeURIComponent) : [];
};

function subscribe(changed: () => void): () => void {
  addEventListener("hashchange", changed);
  return () => removeEventListener("hashchange", changed);
}

export const addressOf = (...parts: readonly string[]): string =>
  `#/${parts.map(encodeURIComponent).join("/")}`;

export function goTo(...parts: readonly string[]): void {
  location.hash = addressOf(...parts);
}
