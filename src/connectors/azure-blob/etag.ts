/** An ETag without its quotes. Listings give it bare, reads give it quoted; only bare ones can be compared. */
export function bareEtag(etag: string): string {
  return etag.replace(/^"|"$/g, '');
}

/** The form that a condition of a request takes. */
export function quotedEtag(etag: string): string {
  return `"${bareEtag(etag)}"`;
}
