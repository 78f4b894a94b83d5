/** An id of the caller's own stands in tables and log lines, so it is one line of a length that fits. */
const trackerIdPattern = /^[^\p{Cc}]{1,200}$/u;

/** What is wrong with an id that a run is to be tracked by, as the end of a sentence; undefined where nothing is. */
export function trackerIdFault(trackerId: unknown): string | undefined {
  const isGood = typeof trackerId === 'string' && trackerIdPattern.test(trackerId);
  return isGood ? undefined : 'must be a text of 1 to 200 characters in one line';
}
