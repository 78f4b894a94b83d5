import type { OpenedCourier } from '../activities/couriers/opened-courier';
import type { RunOptions } from '../contract/run-options';
import type { CourierRun, CourierScope } from './courier-progress';
import { asWorkflowFailure, failure } from './failures';
import type { StepOutcome } from './import-definition';
import type { Resolutions } from './resolutions';
import type { RunState } from './run-state';

export type CourierState = RunState<CourierRun>;
export type CourierOutcome = StepOutcome<CourierRun>;

/** What a step of a courier's run works with. */
export interface CourierContext {
  readonly run: CourierState;
  readonly options: RunOptions;
  readonly scope: CourierScope;
  readonly resolutions: Resolutions;
}

/** What was told of the courier when the run was opened. */
export function requireOpened(opened: OpenedCourier | undefined): OpenedCourier {
  if (opened) return opened;
  throw asWorkflowFailure(failure('internal-error', 'The worker that has opened this run knows no couriers'));
}
