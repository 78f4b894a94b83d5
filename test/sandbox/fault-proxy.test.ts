import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { faultsByNumber, seededFaults } from '../../sandbox/fault-plan';
import { type FaultProxy, startFaultProxy } from '../../sandbox/fault-proxy';

let target: Server;
let proxy: FaultProxy;
let applied: string[];

beforeEach(async () => {
  applied = [];
  target = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    applied.push(`${request.method} ${request.url} ${body}`.trim());
    response.writeHead(200, { 'x-host': request.headers.host }).end('x'.repeat(100_000));
  });
  await new Promise<void>((resolve) => target.listen(0, '127.0.0.1', resolve));
  proxy = await startFaultProxy(`http://127.0.0.1:${port()}/base`);
});
afterEach(async () => {
  await proxy.stop();
  target.closeAllConnections();
  target.close();
});

function port(): number {
  return (target.address() as AddressInfo).port;
}

describe('a fault proxy', () => {
  it('passes everything on when nothing is planned, and keeps the path', async () => {
    const response = await fetch(`${proxy.url}/a%20b?c=%2F`, { method: 'POST', body: 'hello' });
    expect(await response.text()).toHaveLength(100_000);
    expect(response.headers.get('x-host')).toBe(`127.0.0.1:${port()}`);
    expect(applied).toEqual(['POST /base/a%20b?c=%2F hello']);
    expect(proxy.requests).toMatchObject([
      { number: 1, method: 'POST', path: '/base/a%20b?c=%2F', outcome: 'finished' },
    ]);
  });

  it('answers in place of the target, or after it', async () => {
    proxy.setPlan(
      faultsByNumber({
        1: { kind: 'status', status: 429, headers: { 'retry-after': '3' }, body: 'slow' },
        2: { kind: 'status', status: 502, afterApply: true },
      }),
    );
    const first = await fetch(`${proxy.url}/1`);
    expect([first.status, first.headers.get('retry-after'), await first.text()]).toEqual([429, '3', 'slow']);
    expect((await fetch(`${proxy.url}/2`, { method: 'POST', body: 'do' })).status).toBe(502);
    expect((await fetch(`${proxy.url}/3`)).status).toBe(200);
    expect(applied).toEqual(['POST /base/2 do', 'GET /base/3']);
  });

  it.each([0, 1, 50_000, 100_000])('cuts the connection after %i bytes', async (afterBytes) => {
    proxy.setPlan(() => ({ kind: 'reset', afterBytes }));
    await expect(fetch(proxy.url).then((response) => response.text())).rejects.toThrow();
    expect(proxy.requests).toMatchObject([{ outcome: 'cut' }]);
  });

  it('falls silent after some bytes, until the client leaves', async () => {
    proxy.setPlan(() => ({ kind: 'stall', afterBytes: 10 }));
    const controller = new AbortController();
    const response = await fetch(proxy.url, { signal: controller.signal });
    const reader = response.body?.getReader();
    expect((await reader?.read())?.value).toHaveLength(10);
    expect(proxy.requests[0]?.outcome).toBe('open');
    const more = expect(reader?.read()).rejects.toMatchObject({ name: 'AbortError' });
    controller.abort();
    await more;
    for (let tries = 0; proxy.requests[0]?.outcome === 'open' && tries < 500; tries += 1) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    expect(proxy.requests[0]?.outcome).toBe('left');
  });

  it('passes a late request on all the same', async () => {
    proxy.setPlan(faultsByNumber({ 1: { kind: 'latency', ms: 20 } }));
    expect((await fetch(proxy.url)).status).toBe(200);
    expect(applied).toHaveLength(1);
  });
});

describe('a seeded plan', () => {
  const faults = [
    { kind: 'status', status: 500 },
    { kind: 'reset', afterBytes: 0 },
  ] as const;
  const draw = (seed: number, rate: number) => {
    const plan = seededFaults(seed, rate, faults);
    return Array.from({ length: 200 }, (_, at) => plan({ number: at + 1, method: 'GET', path: '/' }));
  };

  it('is the same for the same seed, and a higher rate only adds', () => {
    fc.assert(
      fc.property(fc.integer(), fc.double({ min: 0, max: 1, noNaN: true }), (seed, rate) => {
        expect(draw(seed, rate)).toEqual(draw(seed, rate));
        const all = draw(seed, 1);
        draw(seed, rate).forEach((fault, at) => {
          expect([undefined, all[at]]).toContain(fault);
        });
      }),
    );
  });

  it('fails never at 0, always at 1, and about as often as it is told', () => {
    expect(draw(1, 0).filter(Boolean)).toHaveLength(0);
    expect(draw(1, 1).filter(Boolean)).toHaveLength(200);
    const half = draw(1, 0.5).filter(Boolean).length;
    expect(half).toBeGreaterThan(70);
    expect(half).toBeLessThan(130);
  });
});
