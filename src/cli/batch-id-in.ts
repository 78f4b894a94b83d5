/** The id of a job that is meant as `batch/<id>`; undefined for the run of an import. */
export function batchIdIn(reference: string): string | undefined {
  return /^batch\/(.+)$/.exec(reference)?.[1];
}
