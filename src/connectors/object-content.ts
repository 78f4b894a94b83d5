/** An object that was read whole, and the version that it was. The ETag is bare. */
export interface ObjectContent {
  readonly content: Buffer;
  readonly etag: string;
}

/** Under what condition a write may take place; empty, it replaces what is there. */
export interface WriteCondition {
  /** Only where no object is. */
  readonly onlyNew?: boolean;
  /** Only over this version. */
  readonly ifMatch?: string;
}

/** Whether the condition held, and the new version's ETag. */
export type WriteOutcome = { readonly written: true; readonly etag: string } | { readonly written: false };
