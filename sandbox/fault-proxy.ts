import { once } from 'node:events';
import {
  Agent,
  createServer,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  request as passOn,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { Fault, FaultPlan, PlannedRequest } from './fault-plan';

/** A request that has passed: `finished` whole, `cut` by a fault, `left` by the client before its end. */
export interface PassedRequest extends PlannedRequest {
  readonly fault: Fault | undefined;
  outcome: 'open' | 'finished' | 'cut' | 'left';
}

export interface FaultProxy {
  /** The target's address with this proxy's host and port: its path is kept. */
  readonly url: string;
  /** Every request since the start, in order of arrival. */
  readonly requests: readonly PassedRequest[];
  /** Replaces the plan; its numbers count from 1 again. */
  setPlan(plan: FaultPlan): void;
  stop(): Promise<void>;
}

const noFaults: FaultPlan = () => undefined;

/**
 * Starts an HTTP proxy on 127.0.0.1 in front of `target` (an http address), through which every request meets what the
 * plan says. Signatures that cover path and headers stay good; the Host is the target's, or with `keepsHost` the one that
 * was sent, for signatures that cover it.
 */
export async function startFaultProxy(
  target: string,
  plan: FaultPlan = noFaults,
  { keepsHost = false }: { readonly keepsHost?: boolean } = {},
): Promise<FaultProxy> {
  const { origin, host, pathname } = new URL(target);
  const agent = new Agent({ keepAlive: true });
  const requests: PassedRequest[] = [];
  let current = { plan, count: 0 };

  const server = createServer(async (incoming, response) => {
    current.count += 1;
    const seen = { number: current.count, method: incoming.method ?? 'GET', path: incoming.url ?? '/' };
    const passed: PassedRequest = { ...seen, fault: current.plan(seen), outcome: 'open' };
    requests.push(passed);
    response.on('close', () => {
      if (passed.outcome === 'open') passed.outcome = response.writableFinished ? 'finished' : 'left';
    });
    try {
      await answer(incoming, response, passed);
    } catch {
      // A side that has gone away: the other one is told in the same way.
      response.destroy();
    }
  });

  async function answer(incoming: IncomingMessage, response: ServerResponse, passed: PassedRequest): Promise<void> {
    const { fault } = passed;
    if (fault?.kind === 'latency') await pause(fault.ms);
    if (fault?.kind === 'status' && fault.afterApply !== true) {
      incoming.resume();
      response.writeHead(fault.status, fault.headers).end(fault.body);
      return;
    }
    const headers: OutgoingHttpHeaders = { ...incoming.headers, ...(keepsHost ? {} : { host }) };
    const outgoing = passOn(`${origin}${passed.path}`, { method: passed.method, headers, agent });
    response.on('close', () => outgoing.destroy());
    incoming.pipe(outgoing);
    const [reply] = (await once(outgoing, 'response')) as [IncomingMessage];
    if (fault?.kind === 'status') {
      reply.resume();
      response.writeHead(fault.status, fault.headers).end(fault.body);
      return;
    }
    const allowed = fault?.kind === 'reset' || fault?.kind === 'stall' ? fault.afterBytes : Number.POSITIVE_INFINITY;
    if (allowed > 0) response.writeHead(reply.statusCode ?? 502, reply.headers);
    const whole = await copy(reply, response, allowed);
    if (whole && allowed > 0) response.end();
    else if (fault?.kind === 'reset') {
      passed.outcome = 'cut';
      response.socket?.resetAndDestroy();
    }
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}${pathname.replace(/\/$/, '')}`,
    requests,
    setPlan: (next) => {
      current = { plan: next, count: 0 };
    },
    stop: () =>
      new Promise((resolve) => {
        agent.destroy();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Copies up to `allowed` bytes at the pace of the reader; true when the whole answer has gone through. */
async function copy(from: IncomingMessage, to: ServerResponse, allowed: number): Promise<boolean> {
  if (allowed === 0) return false;
  let sent = 0;
  // Not destroyed when left early: whether the connection lives is for the fault to say.
  for await (const chunk of from.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    const part = chunk.subarray(0, allowed - sent);
    sent += part.length;
    await written(to, part);
    if (to.destroyed || sent === allowed) return false;
  }
  return true;
}

/** Comes back when the socket has taken the bytes, or is gone: then they count as sent. */
function written(to: ServerResponse, part: Buffer): Promise<void> {
  return new Promise((resolve) => to.write(part, () => resolve()));
}
