/** How a date or a time is written, in the words of strptime. */
export interface TimeFormat {
  /** `%Y-%m-%d %H:%M:%S.%n` */
  readonly strptime: string;
  /** What a value must look like, as a regular expression that engines understand: strptime alone takes a year of any length. */
  readonly shape: string;
  /** The value has an offset from UTC, or the name of a zone. */
  readonly hasZone: boolean;
}

type Piece = Pick<TimeFormat, 'strptime' | 'shape'>;

/** By letter; how often it stands there decides the rest. */
const letters: Readonly<Record<string, (count: number) => Piece>> = {
  y: (count) => (count === 2 ? { strptime: '%y', shape: '\\d{2}' } : { strptime: '%Y', shape: '\\d{4}' }),
  M: (count) => {
    if (count >= 4) return { strptime: '%B', shape: '[A-Za-z]{3,9}' };
    return count === 3 ? { strptime: '%b', shape: '[A-Za-z]{3}' } : { strptime: '%m', shape: '\\d{1,2}' };
  },
  d: () => ({ strptime: '%d', shape: '\\d{1,2}' }),
  D: () => ({ strptime: '%j', shape: '\\d{1,3}' }),
  E: (count) => ({ strptime: count >= 4 ? '%A' : '%a', shape: '[A-Za-z]{3,9}' }),
  H: () => ({ strptime: '%H', shape: '\\d{1,2}' }),
  h: () => ({ strptime: '%I', shape: '\\d{1,2}' }),
  m: () => ({ strptime: '%M', shape: '\\d{1,2}' }),
  s: () => ({ strptime: '%S', shape: '\\d{1,2}' }),
  S: () => ({ strptime: '%n', shape: '\\d{1,9}' }),
  a: () => ({ strptime: '%p', shape: '[AaPp][Mm]' }),
  Z: (count) =>
    count >= 3
      ? { strptime: '%Z', shape: '[A-Za-z][A-Za-z0-9_+/-]*' }
      : { strptime: '%z', shape: '(?:Z|[+-]\\d{2}(?::?\\d{2})?)' },
};

/**
 * Reads a pattern as Joda-Time has them: `yyyy-MM-dd HH:mm:ss.SSS`, with text in single quotes. Answers what is wrong
 * with it where it cannot be read.
 */
export function timeFormat(pattern: string): TimeFormat | { readonly fault: string } {
  let strptime = '';
  let shape = '';
  let hasZone = false;
  for (const [token] of pattern.matchAll(/''|'(?:[^']|'')*'|([A-Za-z])\1*|[\s\S]/g)) {
    const [first = ''] = token;
    if (token === "'") return { fault: 'a quote is not closed' };
    if (/[A-Za-z]/.test(first)) {
      const piece = letters[first === 'Y' ? 'y' : first]?.(token.length);
      if (piece === undefined) return { fault: whyNot(first) };
      hasZone ||= first === 'Z';
      // Behind one another, as in yyyyMMdd, numbers have as many digits as letters.
      const isTight = token.length === 2 && /[})]$/.test(shape) && piece.shape === '\\d{1,2}';
      strptime += piece.strptime;
      shape += isTight ? '\\d{2}' : piece.shape;
    } else {
      const text = token === "''" ? "'" : token.startsWith("'") ? token.slice(1, -1).replaceAll("''", "'") : token;
      strptime += text.replaceAll('%', '%%');
      shape += text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
    }
  }
  return { strptime, shape, hasZone };
}

function whyNot(letter: string): string {
  if (letter === 'T') return "the letter T must stand in quotes: 'T'";
  if (letter === 'z') return 'z, the name of a zone, cannot be read: Z is an offset such as -0800';
  return `${letter} is no letter of a date or a time; text stands in single quotes`;
}
