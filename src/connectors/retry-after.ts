/** A day: as long as a run waits without one acknowledged record. Longer is a mistake of the other side. */
const longestMs = 24 * 60 * 60 * 1000;

/** The wait in ms that a `Retry-After` header asks for, as seconds or as a date; undefined when it says neither. */
export function retryAfterMs(header: string | undefined, now: number): number | undefined {
  const text = header?.trim() ?? '';
  const ms = /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : dateMs(text) - now;
  return Number.isNaN(ms) ? undefined : Math.round(Math.min(Math.max(ms, 0), longestMs));
}

/** Only dates as HTTP writes them ("Sun, 06 Nov 1994 08:49:37 GMT"): `Date.parse` alone takes "-5" for a month. */
function dateMs(text: string): number {
  return /^[A-Z][a-z]+, .* GMT$/.test(text) ? Date.parse(text) : Number.NaN;
}
