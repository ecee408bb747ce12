/** "BillCycleDay" is labelled Bill Cycle Day, "SKU" SKU, "color__c" color. */
export const labelOf = (name: string): string =>
  name
    .replace(/__\w+$/, "")
    .replace(/(?<=[a-z\d])(?=[A-Z])/g, " ")
    .replace(/(?<=[A-Z])(?=[A-Z][a-z])/g, " ");
