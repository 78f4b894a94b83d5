import { resolve } from 'node:path';
import { Worker } from '@temporalio/worker';
import * as fc from 'fast-check';
import type { OpenedBatch } from '../../src/activities/batch/batch-activities';
import type { PassEnd } from '../../src/activities/batch/run-pass';
import { HistoryBuilder } from './history-builder';

// The server cuts what happens to a job into workflow tasks as its workers have time. What the job decides in a task must
// come in the same order however they were cut, also where a task was lost between the end of a wait and that of a pass.

const workflowBundle = {
  codePath: resolve(__dirname, '../../dist/src/workflow-bundle.js'),
};
const watchers = 2;

/** What happens: the 20 s of a watcher are over, the pass has ended, a task is lost, a task is worked. */
const happening = fc.oneof(
  fc.record({ what: fc.constant('late' as const), watcher: fc.nat(watchers - 1) }),
  fc.constant({ what: 'passed' as const }),
  fc.constant({ what: 'lost' as const }),
  fc.constant({ what: 'worked' as const }),
);
type Happening = typeof happening extends fc.Arbitrary<infer Value> ? Value : never;

const opened: OpenedBatch = {
  ...{ version: '1', fingerprint: {}, deliverWithin: 0, heartbeatTimeoutMs: 20_000 },
  policy: {
    ...{ passTimeout: 60_000, stallAfter: 0, onFailure: 'fail', maxSkips: 0 },
    retry: { attempts: 5, initialInterval: 1_000, backoff: 2 },
  },
};
const passed: PassEnd = { complete: false, oddPercent: false, state: { value: {} }, hash: '', replaced: [] };

/** The history of a job to which this happens, where in each task the next pass is begun before any wait is answered. */
function historyOf(happenings: readonly Happening[]): object {
  const history = new HistoryBuilder();
  history.started('batchJob', { endPointName: 'count', endPointParams: {}, id: 'recorded' });
  history.task();
  const accepted = Array.from({ length: watchers }, (_, watcher) => {
    const acceptedEventId = history.updateAccepted(`w${watcher}`, 'waitForProgress', { percent: 100 });
    return { acceptedEventId, timerEventId: history.timerStarted(watcher + 1, '20s') };
  });
  const opening = history.activityScheduled(1, 'openBatch');
  history.activityCompleted(opening, opened);
  history.task();
  history.memoUpserted({ id: 'recorded' });
  let passes = 1;
  let pass: string | undefined = history.activityScheduled(2, 'runPass');
  let isNews = false;
  const late = new Set<number>();
  const answered = new Set<number>();
  for (const { what, ...more } of [...happenings, { what: 'worked' } as const]) {
    if (what === 'late' && 'watcher' in more && !late.has(more.watcher)) {
      late.add(more.watcher);
      history.timerFired(more.watcher + 1, accepted[more.watcher]?.timerEventId ?? '');
      isNews = true;
    }
    if (what === 'passed' && pass !== undefined) {
      history.activityCompleted(pass, passed);
      pass = undefined;
      isNews = true;
    }
    if (what === 'lost' && isNews) history.lostTask();
    if (what !== 'worked' || !isNews) continue;
    history.task();
    isNews = false;
    if (pass === undefined) {
      passes += 1;
      pass = history.activityScheduled(passes + 1, 'runPass');
    }
    for (const [watcher, { acceptedEventId }] of accepted.entries()) {
      if (!late.has(watcher) || answered.has(watcher)) continue;
      answered.add(watcher);
      history.updateCompleted(`w${watcher}`, acceptedEventId, {});
    }
  }
  return history.history();
}

const replay = (history: object) => Worker.runReplayHistory({ workflowBundle }, history, 'batch/recorded');

test.each<[string, Happening[]]>([
  ['the wait and then the pass', [{ what: 'late', watcher: 0 }, { what: 'passed' }]],
  ['the pass and then the wait', [{ what: 'passed' }, { what: 'late', watcher: 0 }]],
  ['the wait, a lost task, the pass', [{ what: 'late', watcher: 0 }, { what: 'lost' }, { what: 'passed' }]],
  ['the pass, a lost task, the wait', [{ what: 'passed' }, { what: 'lost' }, { what: 'late', watcher: 0 }]],
  ['the wait in a task of its own', [{ what: 'late', watcher: 0 }, { what: 'worked' }, { what: 'passed' }]],
])('%s: the pass is begun, then the wait is answered', async (_, happenings) => {
  await replay(historyOf(happenings));
});

test('so it is however events follow each other and whichever tasks are lost', async () => {
  const property = fc.asyncProperty(fc.array(happening, { minLength: 3, maxLength: 14 }), async (happenings) => {
    await replay(historyOf(happenings));
  });
  await fc.assert(property, { numRuns: 40 });
}, 60_000);
