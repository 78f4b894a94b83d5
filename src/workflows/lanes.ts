import { TemporalFailure } from '@temporalio/common';
import type { Control } from './control';
import type { PlannedStep, StepOutcome } from './import-definition';

export interface Lanes<Cursor> {
  /** The steps that can be worked now. Asked again after each that ends. */
  readonly plan: () => readonly PlannedStep<Cursor>[];
  /** Called for each step that has ended; undefined where it ended without a result. Its lane goes on after it. */
  readonly ended: (outcome: StepOutcome<Cursor> | undefined) => Promise<void>;
  /** True when no further step is to be begun. */
  readonly stopping: () => boolean;
  readonly control: Control;
}

/**
 * Works the planned steps, those of different lanes side by side, until there are none, or until it is to stop: then
 * those that work are waited for. Where one fails the others are interrupted and their results taken, and the first
 * failure is thrown.
 */
export async function workLanes<Cursor>(lanes: Lanes<Cursor>): Promise<void> {
  const { control } = lanes;
  const working = new Map<string, Promise<void>>();
  let failure: TemporalFailure | undefined;

  const failed = (error: unknown): void => {
    // A fault of this code fails the workflow task, and not the run: it is repeated with the code that mends it.
    if (!(error instanceof TemporalFailure)) throw error;
    failure ??= error;
    control.interruptAll();
  };
  const work = async (step: PlannedStep<Cursor>): Promise<void> => {
    try {
      const outcome = await control.interruptible(() => step.work());
      await lanes.ended(outcome);
    } catch (error) {
      failed(error);
    }
    working.delete(step.lane);
  };
  const begin = (): void => {
    try {
      if (control.interrupted || lanes.stopping()) return;
      for (const step of lanes.plan()) if (!working.has(step.lane)) working.set(step.lane, work(step));
    } catch (error) {
      failed(error);
    }
  };

  for (begin(); working.size > 0; begin()) await Promise.race(working.values());
  if (failure) throw failure;
}
