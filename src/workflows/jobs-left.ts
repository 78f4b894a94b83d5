import type { Note } from '../contract/step';

/** What the journal says of jobs that are out when a run is cancelled or fails. */
export function jobsLeft(jobs: readonly { readonly id: string }[]): readonly Note[] {
  if (jobs.length === 0) return [];
  const what = 'Jobs that go on at the destination, for nothing is taken back';
  const ids = jobs.map(({ id }) => id).join(', ');
  return [{ level: 'warn', text: `${what}: ${ids}. The next run reads their results first` }];
}
