import type { QueryDefinition, SignalDefinition } from '@temporalio/common';
import type { ResolveRequest } from './couriers/run-task';
import { type CancelRequest, queryNames, signalNames } from './names';
import type { JournalEntry, RunProgress } from './run';

// `defineSignal` and `defineQuery` make the same objects, but loading them means loading the whole workflow runtime.
// Their types carry brands that no object has, hence `as`.

/** Lets a run rest where it is, until `resumeSignal`. */
export const pauseSignal = { type: 'signal', name: signalNames.pause } as SignalDefinition<[]>;

/** Lets a paused run go on. */
export const resumeSignal = { type: 'signal', name: signalNames.resume } as SignalDefinition<[]>;

/** Ends a run; what was acknowledged is kept, and the next run goes on from there. */
export const cancelSignal = { type: 'signal', name: signalNames.cancel } as SignalDefinition<[CancelRequest?]>;

/** Says what becomes of a task that has failed, of a courier's run that waits for that. */
export const resolveSignal = { type: 'signal', name: signalNames.resolve } as SignalDefinition<[ResolveRequest]>;

/** Where a run stands, during the run and after it. */
export const progressQuery = { type: 'query', name: queryNames.progress } as QueryDefinition<RunProgress>;

/** The newest sentences of a run's journal; the whole of it is what `longshore logs` prints. */
export const journalQuery = { type: 'query', name: queryNames.journal } as QueryDefinition<readonly JournalEntry[]>;
