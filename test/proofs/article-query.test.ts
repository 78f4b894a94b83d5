import { setTimeout as pause } from 'node:timers/promises';
import { type BatchStack, startBatchStack } from '../../sandbox/batch-stack';
import {
  articlesFor,
  type ContentApiStandIn,
  isOpenToAll,
  startContentApiStandIn,
} from '../../sandbox/content-api-stand-in';
import { type FaultProxy, startFaultProxy } from '../../sandbox/fault-proxy';
import { parseCsv } from '../../sandbox/parse-csv';
import { type SmtpStandIn, startSmtpStandIn } from '../../sandbox/smtp-stand-in';
import type { WorkerProcess } from '../../sandbox/worker-process';
import { loadConfig } from '../../src/config';
import type { BatchProgress } from '../../src/contract/batch';
import { openStorage } from '../../src/storage';
import { contentsOf } from '../storage/scratch-storage';
import { payloadsOf } from './history-payloads';
import { provingAll } from './run-import';
import { seededRandom } from './seeded-random';

/** `SEED=… npm test` repeats one that failed. */
const seed = Number(process.env.SEED ?? Date.now() % 1_000_000);
const jobs = provingAll ? 12 : 1;
const articles = articlesFor(140);
const expected = articles.filter(isOpenToAll).map(({ id, heading }) => [id, heading]);
const batchSize = 10;
const secrets = { CMS_TOKEN: 'Bearer canary-cms', SMTP_PASSWORD: 'canary-smtp' };
const batches = Math.ceil(expected.length / batchSize);

let api: ContentApiStandIn;
let proxy: FaultProxy;
let smtp: SmtpStandIn;
let stack: BatchStack;
let worker: WorkerProcess;
beforeAll(async () => {
  api = await startContentApiStandIn({ articles, authorization: secrets.CMS_TOKEN });
  proxy = await startFaultProxy(api.baseUrl);
  smtp = await startSmtpStandIn({ user: { name: 'longshore', password: secrets.SMTP_PASSWORD } });
  stack = await startBatchStack({
    endPoints: {
      articles: { type: 'article-query', articles: 'cms', mail: 'post', retry: { initialInterval: '10ms' } },
    },
    sections: {
      connections: {
        cms: { type: 'content-api', baseUrl: proxy.url, headers: { authorization: '${CMS_TOKEN}' } },
        post: { type: 'smtp', host: smtp.host, port: smtp.port, user: 'longshore', password: '${SMTP_PASSWORD}' },
      },
      steps: { heartbeatTimeout: '2s' },
    },
    env: secrets,
  });
  worker = await stack.startWorker();
});
afterAll(async () => {
  await stack?.stop();
  await Promise.all([proxy?.stop(), api?.stop(), smtp?.stop()]);
});

/** Kills the worker, when `met` comes true, and starts another. */
async function killWhen(met: () => boolean, delayMs: number): Promise<void> {
  while (!met()) await pause(5);
  await pause(delayMs);
  await worker.kill('SIGKILL');
  worker = await stack.startWorker();
}

describe(`seed ${seed}`, () => {
  test.each(Array.from({ length: jobs }, (_, number) => number))(
    'job %i: workers are killed in its first pass, in one between and in its last; each article is mailed once',
    async (number) => {
      const random = seededRandom(seed + number);
      const before = smtp.attempts();
      const id = `killed-${number}`;
      // Each answer takes 30 ms, so that a kill up to 60 ms after a request meets the reading, the writing or the return.
      proxy.setPlan(() => ({ kind: 'latency', ms: 30 }));
      const asked = proxy.requests.length;
      const requests = () => proxy.requests.length - asked;
      const handle = await stack.start('articles', id, {
        fromEmail: 'a@example.com',
        toEmail: 'b@example.com',
        batchSize,
      });

      await killWhen(() => requests() >= 1, random() * 60);
      const between = requests() + 1 + Math.floor(random() * (batches - 1));
      await killWhen(() => requests() >= between, random() * 60);
      // The mail has come, and nobody has taken it: the connection breaks with the worker.
      smtp.addFault({ kind: 'hang' });
      await killWhen(() => smtp.attempts() > before, 0);

      expect(await handle.result()).toMatchObject({
        finalResult: {
          summary: 'Finished processing all articles',
          articles: expected.length,
          mailed: expected.length,
          gone: 0,
        },
      });
      const mails = smtp.mails.filter(({ messageId }) => messageId.includes(handle.firstExecutionRunId));
      expect(mails).toHaveLength(1);
      expect(parseCsv(mails[0]?.attachments[0]?.text ?? '')).toEqual([['id', 'heading'], ...expected]);

      // Neither a secret nor an article goes into the history, or into a worker's log.
      const { events } = await handle.fetchHistory();
      const history = payloadsOf(events)
        .map((payload) => Buffer.from(payload).toString('utf8'))
        .join('\n');
      expect(history).toContain('Finished processing all articles');
      for (const text of [history, worker.log()]) expect(text).not.toMatch(/canary|article-0000|Bin collections|SUM\(/);

      const storage = openStorage(loadConfig({ path: `${stack.folder}/longshore.yaml`, env: stack.env }).storage);
      const left = [...(await contentsOf(storage, `batch/${id}/`)).keys()];
      expect(left.filter((key) => !key.includes('/journal/'))).toEqual([]);
    },
    120_000,
  );
});

test('a job of no articles at all completes at 100 %', async () => {
  for (const { id } of articles) api.remove(id);
  const handle = await stack.start('articles', 'none', { fromEmail: 'a@example.com', toEmail: 'b@example.com' });
  expect(await handle.result()).toMatchObject({ finalResult: { articles: 0, mailed: 0 } });
  const { status, progressPercent } = await handle.query<BatchProgress>('progress');
  expect({ status, progressPercent }).toEqual({ status: 'COMPLETED', progressPercent: 100 });
}, 30_000);
