import type { OpenedCourier } from '../activities/couriers/opened-courier';
import { owedIn } from '../contract/couriers/courier-memory';
import { durationInWords } from '../contract/couriers/duration-in-words';
import { feedCountsInWords } from '../contract/couriers/feed-counts';
import { windowOfOptions } from '../contract/couriers/window-of-options';
import { LongshoreError } from '../contract/failure';
import type { RunInput, RunResult } from '../contract/run';
import type { RunOptions } from '../contract/run-options';
import type { Note } from '../contract/step';
import { type CourierContext, type CourierState, requireOpened } from './courier-context';
import { beginning, type CourierRun, type CourierScope } from './courier-progress';
import { holdTask, workAtTask } from './courier-task';
import { courierView } from './courier-view';
import { asWorkflowFailure } from './failures';
import type { ImportDefinition } from './import-definition';
import { optionsOf } from './options-of';
import { listenForResolutions, type Resolutions } from './resolutions';
import type { ContinuedRun } from './run-state';
import { runImport } from './step-loop';
import { tellingGroup } from './telling-group';

/** Brings the files of a window from a bucket, and loads them into tables by way of feeds. */
export async function courier(input: RunInput, continued?: ContinuedRun<CourierRun>): Promise<RunResult> {
  const resolutions = listenForResolutions(continued?.cursor.given);
  return runImport(courierOf(input, optionsOf(input), resolutions), input, continued);
}

function courierOf(input: RunInput, options: RunOptions, resolutions: Resolutions): ImportDefinition<CourierRun> {
  const scopeIn = ({ about }: CourierState): CourierScope => scopeOf(requireOpened(about.courier), options);
  const context = (run: CourierState): CourierContext => ({ run, options, resolutions, scope: scopeIn(run) });
  return {
    type: 'courier',
    begin: (opened) => {
      const told = requireOpened(opened.courier);
      try {
        return beginning(windowOfOptions(options, { ...told, name: input.import }), owedIn(opened.bookmark.value));
      } catch (error) {
        if (error instanceof LongshoreError) throw asWorkflowFailure(error.report());
        throw error;
      }
    },
    plan: (now, run) => {
      if (now.next === 'done') return [];
      const work = now.held ? () => holdTask(context(run)) : () => workAtTask(context(run));
      return [{ lane: 'courier', work }];
    },
    // Whoever depends on this courier waits for what is in tables, and not for what has landed.
    remember: (now) => (now.next === 'done' && !options.landOnly ? remembered(now) : undefined),
    describe: (now, run) => courierView(now, scopeIn(run)),
    carried: ({ given: _, ...now }) => (resolutions.given === undefined ? now : { ...now, given: resolutions.given }),
    ...(input.group === undefined ? {} : { tell: tellingGroup(input.group) }),
    conclude: (run) => conclusion(run),
  };
}

function remembered({ window, owed = [] }: CourierRun) {
  const { owed: _, ...own } = { owed: [], ...window };
  return { window: own, ...(owed.length > 0 ? { owed } : {}) };
}

function scopeOf({ feeds, comparisons }: OpenedCourier, { landOnly, loadOnly }: RunOptions): CourierScope {
  return { feeds, comparisons, landOnly: landOnly === true, loadOnly: loadOnly === true };
}

function conclusion(run: CourierState): Note[] {
  const took = `Completed in ${durationInWords(Date.now() - run.startedAt)}`;
  const feeds = Object.entries(run.cursor.feeds).map(([name, counts]) => `${name}: ${feedCountsInWords(counts)}`);
  return [
    { level: 'info', text: took },
    ...feeds.map((text): Note => ({ level: 'info', text })),
    { level: 'notification', text: `${run.about.title}: ${[took, ...feeds].join('. ')}` },
  ];
}
