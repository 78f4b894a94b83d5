import { LongshoreError } from '../contract/failure';
import type { Session } from '../runs/session';
import { pollersOf } from './pollers-of';

/** Throws `no-worker` where none polls the task queue: what is started would wait for one. */
export async function requireWorker(session: Session): Promise<void> {
  const { taskQueue } = session.config;
  if ((await pollersOf(session, taskQueue)).length > 0) return;
  throw new LongshoreError('no-worker', `No worker polls the task queue ${taskQueue}`);
}
