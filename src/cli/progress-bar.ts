import { dependencyWaitCode } from '../contract/dependency';
import type { LiveProgress } from '../runs/live-progress';

const barWidth = 24;

/** Records per second over about the last ten seconds. */
export class Rate {
  readonly #samples: { readonly at: number; readonly records: number }[] = [];

  /** Takes what was read so far and answers the rate; undefined before there are two samples. */
  add(records: number, at: number): number | undefined {
    this.#samples.push({ at, records });
    while ((this.#samples[0]?.at ?? at) < at - 10_000 && this.#samples.length > 2) this.#samples.shift();
    const first = this.#samples[0];
    if (!first || at - first.at < 500) return undefined;
    return Math.max(0, (1_000 * (records - first.records)) / (at - first.at));
  }
}

/** One line that tells how far a run is. `rate` is in records per second. */
export function progressLine(progress: LiveProgress, rate: number | undefined, now: number): string {
  // A share is added up from shares of steps, and may come out a hair above the whole.
  const percent = Math.min(100, Math.max(0, progress.progressPercent ?? 0));
  const full = Math.round((percent / 100) * barWidth);
  const bar = `${'█'.repeat(full)}${'░'.repeat(barWidth - full)}`;
  const parts = [
    `${bar} ${percent.toFixed(1).padStart(5)} %`,
    `${grouped(progress.counts.delivered)} ${progress.records}`,
  ];
  if (progress.counts.rejected > 0) parts.push(`${grouped(progress.counts.rejected)} rejected`);
  if (progress.counts.pending > 0) parts.push(`${grouped(progress.counts.pending)} pending`);
  const state = waitingText(progress, now);
  if (state) return [...parts, state].join('  ');
  // All is read, and waits for the destination.
  const isOut = progress.counts.pending > 0 && percent >= 99;
  if (rate !== undefined && progress.status === 'RUNNING' && !isOut) {
    parts.push(`${grouped(Math.round(rate))}/s`);
    const left = timeLeft(progress, rate);
    if (left !== undefined) parts.push(`${left} left`);
  }
  parts.push(progress.status === 'RUNNING' ? progress.phase : progress.status.toLowerCase());
  if (progress.current) parts.push(progress.current);
  return parts.join('  ');
}

function waitingText(progress: LiveProgress, now: number): string | undefined {
  // The time of the next look tells nobody when the other import is done.
  if (progress.waiting?.code === dependencyWaitCode) return progress.phase;
  if (progress.waiting) {
    const seconds = Math.max(0, Math.ceil((progress.waiting.until - now) / 1_000));
    return `${progress.waiting.code} ${seconds} s`;
  }
  return progress.retrying ? `trying again: ${progress.retrying}` : undefined;
}

/** From the share of the bytes and the records so far; undefined while neither tells anything. */
function timeLeft(progress: LiveProgress, rate: number): string | undefined {
  const percent = progress.progressPercent ?? 0;
  if (percent < 1 || percent >= 100 || rate <= 0) return undefined;
  return duration((progress.counts.read * (100 - percent) * 1_000) / percent / rate);
}

/** 18.2s, 4m 05s, 2h 10m. */
export function duration(ms: number): string {
  if (ms < 60_000) return `${(Math.floor(ms / 100) / 10).toFixed(1)}s`;
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 60) return `${minutes}m ${String(Math.floor((ms % 60_000) / 1_000)).padStart(2, '0')}s`;
  return `${Math.floor(minutes / 60)}h ${String(minutes % 60).padStart(2, '0')}m`;
}

export function grouped(number: number): string {
  return number.toLocaleString('en-US');
}
