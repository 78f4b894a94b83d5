import type { Answered, Busy } from '../../connectors/klaviyo';
import type { Patience } from './patience';
import type { WindowedGovernor } from './windowed-governor';

/** How an operation is called: when, with whose patience, and until when. */
export interface PatientCall {
  readonly governor: WindowedGovernor;
  readonly patience: Patience;
  /** Aborted when the step has to end now. */
  readonly signal: AbortSignal;
  /** True when no further attempt is to be made. */
  readonly stopping: () => boolean;
}

/**
 * Calls an operation, again and again while it is busy, and answers what came of it. Undefined where the step ended first:
 * it is stopping, its signal was aborted, or `patience.blocked()` says for how long the workflow is to sleep. Throws what
 * the call throws.
 */
export async function askPatiently<Outcome extends { readonly kind: string }>(
  call: (signal: AbortSignal) => Promise<Answered<Outcome | Busy>>,
  { governor, patience, signal, stopping }: PatientCall,
): Promise<Outcome | undefined> {
  try {
    while (!stopping() && !patience.blocked()) {
      await patience.wait(signal);
      const permit = governor.permit();
      if (!permit) continue;
      const { outcome, rateLimit } = await call(signal);
      if (!isBusy(outcome)) {
        permit.ended({ kind: 'answered', report: rateLimit });
        patience.acknowledged();
        return outcome;
      }
      permit.ended({ kind: 'busy', error: outcome.error, report: rateLimit });
    }
    return undefined;
  } catch (error) {
    if (signal.aborted) return undefined;
    throw error;
  }
}

function isBusy<Outcome extends { readonly kind: string }>(outcome: Outcome | Busy): outcome is Busy {
  return outcome.kind === 'busy';
}
