import fc from 'fast-check';
import { type DeletionJob, mostDeletionJobs } from '../../src/contract/catalog-deletion';
import {
  currentList,
  type DeletionRun,
  percentGone,
  roomForJobs,
  withEnded,
  withSent,
} from '../../src/workflows/deletion-progress';

const listed = (kind: 'variants' | 'items', pages: number) =>
  ({ kind, pages, total: 100 * pages, complete: true, sent: 0 }) as const;

test('whatever is handed over and ends in whatever order, each page goes once and no item before the last variant', () => {
  const moves = fc.array(fc.record({ submits: fc.boolean(), many: fc.nat(50), which: fc.nat() }), { maxLength: 60 });
  fc.assert(
    fc.property(fc.nat(60), fc.nat(60), moves, (variants, items, some) => {
      let run: DeletionRun = { lists: [listed('variants', variants), listed('items', items)], jobs: [] };
      const sent: string[] = [];
      const step = (submits: boolean, many: number, which: number): void => {
        const current = currentList(run);
        if (!current) return;
        expect(run.jobs.length).toBeLessThanOrEqual(mostDeletionJobs);
        if (submits) {
          const next = Math.min(current.pages, current.sent + Math.min(many, roomForJobs(run)));
          const jobs = Array.from({ length: next - current.sent }, (_, index): DeletionJob => {
            const id = `${current.kind} ${current.sent + index}`;
            return { id, kind: current.kind, delivery: id, count: 100, runId: 'run', at: 0 };
          });
          sent.push(...jobs.map(({ id }) => id));
          run = withSent(run, current, { next, jobs });
        } else {
          const job = run.jobs[which % Math.max(1, run.jobs.length)];
          const again = job && which % 3 === 0 && !job.id.endsWith('again') ? [{ ...job, id: `${job.id} again` }] : [];
          run = withEnded(run, { ended: job ? [job.id] : [], again });
        }
        expect(percentGone(run) ?? 0).toBeGreaterThanOrEqual(0);
        expect(percentGone(run) ?? 0).toBeLessThanOrEqual(100);
        if (run.jobs.some(({ kind }) => kind === 'items')) {
          expect(run.jobs.every(({ kind }) => kind === 'items')).toBe(true);
        }
      };
      for (const { submits, many, which } of some) step(submits, many, which);
      while (currentList(run)) {
        step(true, 50, 0);
        step(false, 0, 1);
      }
      expect(sent).toEqual([
        ...Array.from({ length: variants }, (_, page) => `variants ${page}`),
        ...Array.from({ length: items }, (_, page) => `items ${page}`),
      ]);
      expect(percentGone(run)).toBe(variants + items === 0 ? undefined : 100);
    }),
    { numRuns: 50 },
  );
});
