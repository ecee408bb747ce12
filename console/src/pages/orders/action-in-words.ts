/** "CancelSubscription" becomes "Cancel subscription". */
export const actionInWords = (type: string): string =>
  type.replace(/(?<=[a-z])(?=[A-Z])(.)/g, (letter) => ` ${letter.toLowerCase()}`);
