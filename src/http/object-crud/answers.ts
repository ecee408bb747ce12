/** What object CRUD answers to changes. */

export const saved = (Id: string) => ({ Success: true as const, Id });

export const deleted = (id: string) => ({ success: true as const, id });
