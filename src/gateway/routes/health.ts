import { z } from 'zod';
import type { Connected } from '../../runs/connect';
import { nothing, type Route, route } from '../route';

/** Answers in a few ms; those who probe give up after one to five seconds. */
const temporalLimitMs = 2_000;

const open = { method: 'GET', scope: 'none', pathForm: nothing, queryForm: nothing, bodyForm: nothing } as const;

/** For whoever starts and stops processes; nothing of it is secret. */
export function healthRoutes(connected: Connected): readonly Route[] {
  const answers = sharedAnswer(() => temporalAnswers(connected));
  const readiness = z.strictObject({ ready: z.boolean(), temporal: z.enum(['answers', 'does not answer']) });
  return [
    route({
      ...open,
      path: '/healthz',
      summary: 'Whether the process lives',
      answers: { 200: { description: 'It does.', body: z.strictObject({ live: z.literal(true) }) } },
      handle: async () => ({ status: 200, body: { live: true } }),
    }),
    route({
      ...open,
      path: '/readyz',
      summary: 'Whether it can do its work: Temporal answers',
      answers: {
        200: { description: 'It can.', body: readiness },
        503: { description: 'It cannot.', body: readiness },
      },
      handle: async () => {
        const ready = await answers();
        return { status: ready ? 200 : 503, body: { ready, temporal: ready ? 'answers' : 'does not answer' } };
      },
    }),
  ];
}

/** However many ask at once, it is found out once. */
function sharedAnswer(ask: () => Promise<boolean>): () => Promise<boolean> {
  let asking: Promise<boolean> | undefined;
  return () => {
    asking ??= ask().finally(() => {
      asking = undefined;
    });
    return asking;
  };
}

async function temporalAnswers({ connection, namespace }: Connected): Promise<boolean> {
  try {
    // Of all cheap calls the one that needs the credentials and the namespace to be right.
    await connection.withDeadline(Date.now() + temporalLimitMs, () =>
      connection.workflowService.describeNamespace({ namespace }),
    );
    return true;
  } catch {
    return false;
  }
}
