import { parseCron } from '../schedules/cron';
import { cronFires } from '../schedules/cron-fires';
import { type CourierWindow, windowOfDay, windowOfFire, windowOfPeriod } from './courier-window';
import { zonedDays } from './zoned-days';

/** What a group says of its windows. */
export interface GroupTerms {
  readonly couriers: readonly {
    readonly courier: string;
    readonly offsetMs: number;
    /** False where its files are the same on all days. */
    readonly isDated: boolean;
    readonly lookBackDays: number;
  }[];
  readonly onlyPastDay: boolean;
  /** Whose midnights divide the days of files. */
  readonly fileZone: string;
  /** When it fires; left out where it runs by hand or after others only. */
  readonly rhythm?: { readonly cron: string; readonly timeZone: string };
}

/** Which windows are meant: those of a fire, or days that a person has named. */
export interface WindowsAsked {
  /** The time that the run is for, epoch ms; never a clock's. */
  readonly firedAt: number;
  /** Where the next window of each courier begins, epoch ms. */
  readonly completedTo: Readonly<Record<string, number>>;
  readonly day?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** Moves the days that were named back by each courier's offset. */
  readonly applyOffset?: true | undefined;
}

export interface WindowOfCourier {
  readonly courier: string;
  readonly window: CourierWindow;
  /** Of a fire: from where to where it goes, epoch ms. Named days move nothing on. */
  readonly fire?: { readonly beginMs: number; readonly endMs: number };
}

const dayMs = 86_400_000;

/** The window of each courier. Throws `usage-invalid` for days that are none. */
export function groupWindows(terms: GroupTerms, asked: WindowsAsked): WindowOfCourier[] {
  return terms.couriers.map((courier) => {
    const named = namedWindow(terms, courier, asked);
    if (named) return { courier: courier.courier, window: courier.isDated ? named : { kind: 'all' } };
    const { courier: name, offsetMs, isDated, lookBackDays } = courier;
    const { firedAt } = asked;
    const completedTo = asked.completedTo[name];
    const previousAt = completedTo === undefined ? previousFire(terms, firedAt) : firedAt;
    const { window, endMs } = windowOfFire({
      ...{ scheduledAt: firedAt, previousAt, offsetMs, timeZone: terms.fileZone, lookBackDays },
      pastDayOnly: terms.onlyPastDay,
      ...(completedTo === undefined ? {} : { completedTo }),
    });
    const beginMs = completedTo ?? previousAt - offsetMs;
    return { courier: name, window: isDated ? window : { kind: 'all' }, fire: { beginMs, endMs } };
  });
}

/** A group without a schedule is taken for one that runs every day. */
function previousFire({ rhythm }: GroupTerms, firedAt: number): number {
  const previous = rhythm && cronFires(parseCron(rhythm.cron), rhythm.timeZone).previous(firedAt);
  return previous ?? firedAt - dayMs;
}

function namedWindow(
  { fileZone }: GroupTerms,
  { offsetMs, lookBackDays }: GroupTerms['couriers'][number],
  { day, from, to, applyOffset }: WindowsAsked,
): CourierWindow | undefined {
  const named =
    day !== undefined
      ? windowOfDay(day, lookBackDays)
      : from !== undefined && to !== undefined
        ? windowOfPeriod(from, to, lookBackDays)
        : undefined;
  if (named?.kind !== 'days' || !applyOffset) return named;
  const days = zonedDays(fileZone);
  const moved = (at: string): string => days.firstFrom(days.startOf(at) - offsetMs);
  return { ...named, from: moved(named.from), to: moved(named.to) };
}

/** "files of 2020-09-13 to before 2020-09-15", as the end of a line. */
export function windowInWords(window: CourierWindow): string {
  if (window.kind === 'all') return 'all files';
  if (isEmptyWindow(window)) return 'no day begins in its window';
  const late = window.lookBackDays > 0 ? `, and ${window.lookBackDays} days before for files that came late` : '';
  return `files of ${window.from} to before ${window.to}${late}`;
}

/** True where no day begins in a window, so that there is nothing to look for. */
export function isEmptyWindow(window: CourierWindow): boolean {
  return window.kind === 'days' && window.from >= window.to;
}
