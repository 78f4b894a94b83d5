import type { CalendarDay } from '../calendar-day';
import { LongshoreError } from '../failure';
import { dayOfName, type NameOfDay } from './day-of-name';
import { filePatternFault } from './file-pattern-fault';
import { type DateToken, type PatternOptions, type PatternPart, patternParts } from './pattern-parts';
import { starMatch } from './star-match';

/** What is looked for on one day, or on all: the pattern with its dates filled in, and what a listing begins with. */
export interface FilledPattern {
  /** With stars: `files/2020/04/10/customers-*.csv`. It is the same for all days where the pattern has no date. */
  readonly text: string;
  /** Longest text that each name begins with. */
  readonly prefix: string;
  matches(name: string): boolean;
}

/** The names of all days together. */
export interface PatternOfAnyDay {
  /** Longest text that each of them begins with. */
  readonly prefix: string;
  /** True where the pattern has a year, and so each name a day. */
  readonly saysDay: boolean;
  /** What a name says of its day; undefined where it is none. */
  match(name: string): NameOfDay | undefined;
}

/** A compiled file pattern. Names are keys of objects below the prefix of their connection, and are never decoded. */
export interface FilePattern {
  /** As it is written. */
  readonly text: string;
  on(day: CalendarDay): FilledPattern;
  readonly ofAnyDay: PatternOfAnyDay;
  /** True where it finds other files on other days. */
  readonly isDated: boolean;
  /** True where a date stands behind a star, so that one name may be that of several days. */
  readonly isAmbiguous: boolean;
}

/**
 * Compiles a file pattern.
 *
 *     const pattern = compileFilePattern("'files/'yyyy'/'MM'/'dd'/customers-*.csv'");
 *     pattern.on('2020-04-10').matches('files/2020/04/10/customers-1.csv'); // true
 *
 * Throws `config-invalid` where it is none, and names the character.
 */
export function compileFilePattern(text: string, options: PatternOptions = {}): FilePattern {
  const parts = patternParts(text, options);
  if ('message' in parts) {
    const { message, hint = 'see its quotes' } = filePatternFault(text, options) ?? parts;
    const remedy = `Mend the pattern: ${hint.replace(/[.?]?$/, (end) => end || '.')}`;
    throw new LongshoreError('config-invalid', `${JSON.stringify(text)} ${message}.`, { remedy });
  }
  const [first] = parts;
  const firstStar = parts.findIndex(({ kind }) => kind === 'star');
  return {
    text,
    on: (day) => filled(parts, day),
    ofAnyDay: {
      prefix: first?.kind === 'text' ? first.text : '',
      saysDay: parts.some((part) => part.kind === 'token' && part.token === 'yyyy'),
      match: (name) => dayOfName(parts, name),
    },
    isDated: parts.some(({ kind }) => kind === 'token'),
    isAmbiguous: firstStar !== -1 && parts.some(({ kind }, index) => kind === 'token' && index > firstStar),
  };
}

function filled(parts: readonly PatternPart[], day: CalendarDay): FilledPattern {
  const [yyyy = '', MM = '', dd = ''] = day.split('-');
  const values: Record<DateToken, string> = { yyyy, MM, dd };
  const text = parts
    .map((part) => (part.kind === 'token' ? values[part.token] : part.kind === 'star' ? '*' : part.text))
    .join('');
  const star = text.indexOf('*');
  return { text, prefix: star === -1 ? text : text.slice(0, star), matches: starMatch(text) };
}
