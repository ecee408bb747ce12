/** An event of the tenant's own: told when an object of this kind changes so that a condition holds. */
export type EventTrigger = {
  readonly eventTriggerId: string;
  /** "Invoice": src/store/conditions/condition-objects.ts. */
  readonly baseObject: string;
  readonly condition: string;
  readonly description: string | null;
  readonly active: boolean;
  readonly eventType: {
    /** Without blanks; no other event of the tenant's or of the field's has it. */
    readonly name: string;
    readonly displayName: string;
    readonly description: string | null;
  };
};
