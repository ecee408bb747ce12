/** What tabs of one browser share beside the session's cookie: they read it where they all write. */

const LAST_USE = "quittance.last-use";
const ENTITY = "quittance.entity";

/** That the server has just answered whoever is here; the session begins to wait anew. */
export function noteUse(): void {
  localStorage.setItem(LAST_USE, String(Date.now()));
}

/** When any tab was last answered, in milliseconds since 1970. */
export const lastUse = (): number => Number(localStorage.getItem(LAST_USE) ?? Date.now());

/** In which entity this browser was last: whoever is of several signs in there again. */
export const lastEntity = (): string | undefined => localStorage.getItem(ENTITY) ?? undefined;

export function noteEntity(entityId: string): void {
  if (lastEntity() !== entityId) localStorage.setItem(ENTITY, entityId);
}

/** When another tab has gone on to another entity; until the function that is returned is called. */
export function whenMoved(then: () => void): () => void {
  const listen = ({ key, oldValue }: StorageEvent) => {
    if (key === ENTITY && oldValue !== null) then();
  };
  window.addEventListener("storage", listen);
  return () => window.removeEventListener("storage", listen);
}
