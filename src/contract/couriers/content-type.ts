export const delimitedTypes = ['text/csv', 'text/tab-separated-values', 'text/pipe-separated-values'] as const;
export const jsonTypes = ['application/json', 'application/x-ndjson', 'application/x-json-stream'] as const;

/** What may be in a file that a courier brings. */
export const contentTypes = [
  ...delimitedTypes,
  'application/x-parquet',
  'application/avro',
  ...jsonTypes,
  'application/xml',
  'application/ingest-pack+cbor',
] as const;
export type ContentType = (typeof contentTypes)[number];
