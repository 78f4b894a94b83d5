const units = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000, ms: 1 } as const;

/** Ten years: beyond it nobody means what was written, and sums of two still are exact. */
const longest = 3650 * units.d;

const pattern = /^(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?(?:(\d+)ms)?$/;

/** What `parseDuration` reads, for the JSON Schema of longshore.yaml. At least one part must be there. */
export const durationPattern = new RegExp(`^(?=.)${pattern.source.slice(1)}`);

/**
 * A length of time as people write it, in ms: `20s`, `5m`, `24h`, `2h30m`, `250ms`, `3d`. Larger units stand first,
 * each once. Undefined where the text is no duration, or one of more than ten years.
 */
export function parseDuration(text: string): number | undefined {
  const parts = pattern.exec(text);
  if (text === '' || parts === null) return undefined;
  const [, days = '0', hours = '0', minutes = '0', seconds = '0', milliseconds = '0'] = parts;
  const total =
    Number(days) * units.d +
    Number(hours) * units.h +
    Number(minutes) * units.m +
    Number(seconds) * units.s +
    Number(milliseconds) * units.ms;
  return total <= longest ? total : undefined;
}
