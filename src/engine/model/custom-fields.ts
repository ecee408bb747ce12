/** Fields of the tenant's own (`myField__c`) or of a package (`__QT`, `__NS`), as callers sent them. */
export type CustomFields = Readonly<Record<string, CustomFieldValue>>;

export type CustomFieldValue = string | number | boolean | null;
