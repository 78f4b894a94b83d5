/** An ETag without its quotes. Azure lists it bare and reads it quoted, S3 quotes both: only bare ones can be compared. */
export function bareEtag(etag: string): string {
  return etag.replace(/^"|"$/g, '');
}

/** The form that a condition of a request takes. */
export function quotedEtag(etag: string): string {
  return `"${bareEtag(etag)}"`;
}
