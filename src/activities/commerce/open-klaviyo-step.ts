import { cancellationSignal } from '@temporalio/activity';
import { connectionOf } from '../connection-of';
import { cancelGraceMs, graceAfter } from '../grace-after';
import type { ResolvedCommerce, ResolvedDeletion } from '../resolve-import';
import type { WorkerContext } from '../worker-context';
import { KlaviyoAccess } from './klaviyo-access';

/** What every step that calls Klaviyo has: the account, its time, and the cancel that may end it. */
export interface KlaviyoStep {
  readonly klaviyo: KlaviyoAccess;
  /** Aborted at once when the step is cancelled; requests that are out have some time more. */
  readonly cancelled: AbortSignal;
  /** When the step's time is over, epoch ms. */
  readonly deadline: number;
  close(): void;
}

/** Opens the destination of an import for one step; who opens it closes it. */
export function openKlaviyoStep(
  context: WorkerContext,
  { config, settings }: Pick<ResolvedCommerce | ResolvedDeletion, 'config' | 'settings'>,
): KlaviyoStep {
  const cancelled = cancellationSignal();
  const grace = graceAfter(cancelled, cancelGraceMs);
  const klaviyo = new KlaviyoAccess({
    settings: connectionOf(config, settings.destination, 'klaviyo'),
    governors: context.governors,
    budgetMs: config.steps.targetMs,
    signal: grace.signal,
    stopping: () => cancelled.aborted,
  });
  return {
    klaviyo,
    cancelled,
    deadline: Date.now() + config.steps.targetMs,
    close: () => {
      klaviyo.close();
      grace.clear();
    },
  };
}
