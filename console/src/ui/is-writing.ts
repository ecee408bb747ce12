/** Whether keys are text where they go to, or belong to what floats above the page. */
export const isWritingIn = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  target.closest("input, textarea, select, [contenteditable], [role=dialog]") !== null;
