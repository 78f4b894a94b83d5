import type { CalendarDay } from '../calendar-day';

/** An object that belongs to a run, as the run's list in storage has it. */
export interface CourierObject {
  /** Index of its entity. */
  readonly entity: number;
  /** Left out where its pattern has no date, and where all files are looked for and its name says no day. */
  readonly day?: CalendarDay;
  /** By which the bucket knows it. */
  readonly name: string;
  readonly etag: string;
  /** Its last change, epoch ms. */
  readonly timestamp: number;
  /** In bytes. */
  readonly size: number;
  /** True where its day lies before the window. */
  readonly late: boolean;
}

/** An object, and what is to be done with it. */
export interface PlannedObject extends CourierObject {
  /** The feeds that it is to be loaded into, by their place among the load operations. None: it was loaded into all. */
  readonly feeds: readonly number[];
}
