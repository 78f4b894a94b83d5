import {
  articlesFor,
  type ContentApiStandIn,
  isOpenToAll,
  startContentApiStandIn,
} from '../../../sandbox/content-api-stand-in';
import { faultsByNumber } from '../../../sandbox/fault-plan';
import { type FaultProxy, startFaultProxy } from '../../../sandbox/fault-proxy';
import { openContentApi } from '../../../src/connectors/content-api';

const authorization = 'Bearer canary-content-key';
const articles = articlesFor(3_000);
const open = articles.filter(isOpenToAll);

let standIn: ContentApiStandIn;
let proxy: FaultProxy;
beforeAll(async () => {
  standIn = await startContentApiStandIn({ articles, authorization, largestPage: 700 });
  proxy = await startFaultProxy(standIn.baseUrl);
});
afterAll(async () => {
  await proxy.stop();
  await standIn.stop();
});

const never = new AbortController().signal;
const client = (baseUrl = proxy.url, headers: Record<string, string> = { authorization }) =>
  openContentApi({ baseUrl, headers });

async function listed(api = client(), signal = never): Promise<string[]> {
  const ids: string[] = [];
  for await (const page of api.listIds(signal)) ids.push(...page);
  return ids;
}

test('all articles that are live and not secure are listed, page by page', async () => {
  const ids = await listed();
  expect(open.length).toBeGreaterThan(1_500);
  expect(ids).toEqual(open.map(({ id }) => id));
});

test('articles are read in the order of their ids, and those that are not open to all are left out', async () => {
  const [draft, secure] = [articles.find(({ status }) => status === 'draft'), articles.find((one) => one.secure)];
  const asked = [...open.slice(0, 120).reverse(), draft, secure].flatMap((one) => one?.id ?? []);
  const before = standIn.requests.length;
  const read = await client().readArticles([...asked, 'gone', 'a&b=c, d'], never);
  expect(read).toEqual(
    open
      .slice(0, 120)
      .reverse()
      .map(({ id, heading }) => ({ id, heading })),
  );
  expect(standIn.requests.length - before).toBe(3);
});

test.each([
  ['429', { kind: 'status', status: 429, headers: { 'retry-after': '7' } }, 'source-unavailable', 7_000],
  ['500', { kind: 'status', status: 500, body: 'canary' }, 'source-unavailable', undefined],
  ['reset', { kind: 'reset', afterBytes: 0 }, 'source-unavailable', undefined],
  ['reset in the middle', { kind: 'reset', afterBytes: 40 }, 'source-unavailable', undefined],
  ['404', { kind: 'status', status: 404 }, 'source-not-found', undefined],
  ['400', { kind: 'status', status: 400 }, 'source-refused', undefined],
  ['302', { kind: 'status', status: 302, headers: { location: 'http://127.0.0.1:9/' } }, 'source-refused', undefined],
  ['200 without JSON', { kind: 'status', status: 200, body: '<html>canary' }, 'source-refused', undefined],
  ['another shape', { kind: 'status', status: 200, body: '{"articles":[{"id":true}]}' }, 'source-refused', undefined],
] as const)('%s is told by its code, without what was answered', async (_, fault, code, retryAfterMs) => {
  proxy.setPlan(faultsByNumber({ 2: fault }));
  const error = await listed().catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code, retryAfterMs, message: expect.not.stringContaining('canary') });
});

test('a page that leads to itself is no listing without end', async () => {
  proxy.setPlan(() => ({ kind: 'status', status: 200, body: '{"articles":[{"id":7}],"next":"x"}' }));
  await expect(listed()).rejects.toMatchObject({ code: 'source-refused', message: expect.stringContaining('itself') });
  proxy.setPlan(() => undefined);
});

test('an answer that never comes is left when the job is cancelled', async () => {
  proxy.setPlan(() => ({ kind: 'stall', afterBytes: 0 }));
  const cancel = new AbortController();
  const reading = listed(client(), cancel.signal);
  setTimeout(() => cancel.abort(), 50);
  await expect(reading).rejects.toMatchObject({ name: 'AbortError' });
  proxy.setPlan(() => undefined);
});

test('credentials that are refused are told as such', async () => {
  await client().check(never);
  await expect(client(proxy.url, {}).check(never)).rejects.toMatchObject({
    code: 'source-auth',
    message: expect.stringMatching(/^The content API at 127\.0\.0\.1:\d+ refused the credentials \(401\)\.$/),
  });
});

test('an API that is not there is told with its address', async () => {
  await expect(client('http://127.0.0.1:9/api').check(never)).rejects.toMatchObject({
    code: 'source-unavailable',
    message: 'The content API at 127.0.0.1:9 does not answer (ECONNREFUSED).',
  });
});
