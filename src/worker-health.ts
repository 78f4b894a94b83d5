import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { NativeConnection, Worker } from '@temporalio/worker';
import { LongshoreError } from './contract/failure';
import type { WarehouseState } from './warehouses';

/** What readiness is asked of. */
export interface HealthSubject {
  readonly worker: Pick<Worker, 'getStatus'>;
  readonly connection: Pick<NativeConnection, 'withDeadline' | 'workflowService'>;
  readonly namespace: string;
  /** Of each connection whose tables one process alone may open. */
  readonly tables?: () => Readonly<Record<string, WarehouseState>>;
}

interface Readiness {
  readonly ready: boolean;
  /** The worker's state in Temporal's words, or STARTING before it is there. */
  readonly worker: string;
  /** Left out where the worker's state decides alone. */
  readonly temporal?: 'answers' | 'does not answer';
  /** Tables that this worker has open, or waits for because another has them: that is no reason not to be ready. */
  readonly tables?: Readonly<Record<string, WarehouseState>>;
}

/** Answers in a few ms; those who probe give up after one to five seconds. */
const temporalLimitMs = 2_000;

/** Connections of probes: a client that sends slowly holds nothing that work needs. */
const requestLimitMs = 5_000;

/**
 * The port that LONGSHORE_HEALTH_PORT names, undefined when it is not set. Throws `config-invalid` when it is no port;
 * 0 is any free one.
 */
export function healthPort(env: NodeJS.ProcessEnv): number | undefined {
  const text = env.LONGSHORE_HEALTH_PORT;
  if (!text) return undefined;
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (port <= 65_535) return port;
  throw new LongshoreError('config-invalid', 'LONGSHORE_HEALTH_PORT is no port: a number from 0 to 65535.', {
    remedy: 'Correct it, or leave it out: then there is no health end point.',
  });
}

/**
 * The worker's health over HTTP, for whoever starts and stops containers: `/live` is 200 while the event loop answers,
 * `/ready` is 200 while the worker polls and Temporal answers, else 503. Both tell as JSON; nothing in it is secret.
 */
export class WorkerHealth {
  readonly #server: Server;
  #subject: HealthSubject | undefined;
  #asking: Promise<Readiness> | undefined;

  /** On all addresses of the machine, since probes come from outside. Throws `config-invalid` when the port is taken. */
  static async listen(port: number): Promise<WorkerHealth> {
    const health = new WorkerHealth();
    try {
      health.#server.listen(port);
      await once(health.#server, 'listening');
    } catch (cause) {
      const { code } = cause as NodeJS.ErrnoException;
      throw new LongshoreError('config-invalid', `The health end point cannot listen on port ${port} (${code}).`, {
        remedy: 'Set LONGSHORE_HEALTH_PORT to a free port, or leave it out.',
        cause,
      });
    }
    return health;
  }

  private constructor() {
    this.#server = createServer({ requestTimeout: requestLimitMs }, (request, response) => {
      void this.#answer(request.method ?? '', request.url ?? '', response);
    });
  }

  get port(): number {
    const address = this.#server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  }

  /** From now on `/ready` tells of this worker. */
  follow(subject: HealthSubject): void {
    this.#subject = subject;
  }

  async close(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  async #answer(method: string, url: string, response: ServerResponse): Promise<void> {
    const path = url.replace(/\?.*$/s, '');
    if (path !== '/live' && path !== '/ready') return send(response, 404, { paths: ['/live', '/ready'] });
    if (method !== 'GET' && method !== 'HEAD') return send(response, 405, { methods: ['GET', 'HEAD'] });
    if (path === '/live') return send(response, 200, { live: true });
    const readiness = await this.#readiness();
    send(response, readiness.ready ? 200 : 503, readiness);
  }

  /** However many ask at once, Temporal is asked once. */
  #readiness(): Promise<Readiness> {
    this.#asking ??= readinessOf(this.#subject).finally(() => {
      this.#asking = undefined;
    });
    return this.#asking;
  }
}

async function readinessOf(subject: HealthSubject | undefined): Promise<Readiness> {
  if (!subject) return { ready: false, worker: 'STARTING' };
  const { worker, connection, namespace } = subject;
  const states = subject.tables?.() ?? {};
  const tables = Object.keys(states).length === 0 ? {} : { tables: states };
  const { runState, workflowPollerState, activityPollerState } = worker.getStatus();
  const polls = workflowPollerState === 'POLLING' && activityPollerState === 'POLLING';
  if (runState !== 'RUNNING' || !polls) return { ready: false, worker: runState, ...tables };
  try {
    // Of all cheap calls the one that needs the credentials and the namespace to be right.
    await connection.withDeadline(Date.now() + temporalLimitMs, () =>
      connection.workflowService.describeNamespace({ namespace }),
    );
    return { ready: true, worker: runState, temporal: 'answers', ...tables };
  } catch {
    // Why, the worker's log tells: its polls fail as well.
    return { ready: false, worker: runState, temporal: 'does not answer', ...tables };
  }
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(`${JSON.stringify(body)}\n`);
}
