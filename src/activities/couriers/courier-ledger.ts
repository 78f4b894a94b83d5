/** Which content of an object it is. A listing tells no more of it; the ETag is another whenever it is written anew. */
export interface ObjectVersion {
  readonly etag: string;
  /** In bytes. */
  readonly size: number;
}

/** What a courier knows of the objects that it has loaded. */
export interface CourierLedger {
  /** Of these names those that were loaded, each with the version that was loaded last. */
  loadedVersions(names: readonly string[], signal?: AbortSignal): Promise<ReadonlyMap<string, ObjectVersion>>;
}
