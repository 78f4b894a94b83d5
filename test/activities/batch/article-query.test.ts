import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  articlesFor,
  type ContentApiStandIn,
  isOpenToAll,
  type StandInArticle,
  startContentApiStandIn,
} from '../../../sandbox/content-api-stand-in';
import { parseCsv } from '../../../sandbox/parse-csv';
import { type SmtpStandIn, startSmtpStandIn } from '../../../sandbox/smtp-stand-in';
import { targetOf } from '../../../src/activities/batch/target-of';
import { findEndPoint, loadConfig } from '../../../src/config';
import type { JsonObject, SessionData } from '../../../src/contract/batch';
import type { Storage } from '../../../src/storage';
import { contentsOf, type ScratchStorage, scratchStorage } from '../../storage/scratch-storage';

const params = { fromEmail: 'reports@example.com', toEmail: 'editor@example.com', batchSize: 40 };
const articles = articlesFor(300);
const rowsOf = (some: readonly StandInArticle[]) => some.filter(isOpenToAll).map(({ id, heading }) => [id, heading]);

let scratch: ScratchStorage;
let api: ContentApiStandIn;
let smtp: SmtpStandIn;
beforeEach(async () => {
  scratch = await scratchStorage();
  api = await startContentApiStandIn({ articles, largestPage: 100 });
  smtp = await startSmtpStandIn();
});
afterEach(() => Promise.all([scratch.stop(), api.stop(), smtp.stop()]));

/** Calls the target as a job does: one pass, with what the pass before has returned. */
function job(endPointParams: JsonObject = params, { from, jobId = 'job-1' }: { from?: string; jobId?: string } = {}) {
  const path = join(scratch.folder, 'longshore.yaml');
  const sender = from === undefined ? '' : `, from: ${from}`;
  writeFileSync(
    path,
    `connections:
  cms: { type: content-api, baseUrl: "${api.baseUrl}" }
  post: { type: smtp, host: ${smtp.host}, port: ${smtp.port}${sender} }
endPoints:
  articles: { type: article-query, articles: cms, mail: post }
`,
  );
  const config = loadConfig({ path, env: {} });
  const target = targetOf(findEndPoint(config, 'articles'));
  const sessionData: SessionData = {
    status: 'RUNNING',
    progressPercent: 0,
    description: 'Running',
    accumulate: null,
    finalResult: null,
    started: '',
    updated: '',
    passes: 0,
  };
  const folder = `batch/1/${jobId}`;
  return async (pass: number, previousResult?: JsonObject, storage: Storage = scratch.storage): Promise<JsonObject> => {
    const request = { sessionData, endPointParams, idempotencyKey: `${jobId}:${pass}` };
    const context = { signal: new AbortController().signal, storage, config, jobId, folder, pass };
    // As it comes back to the next pass: through JSON.
    return JSON.parse(
      JSON.stringify(await target(previousResult ? { ...request, previousResult } : request, context)),
    ) as JsonObject;
  };
}

type Pass = ReturnType<typeof job>;

/** All passes; `before` is called before each. */
async function finish(call: Pass, before: (pass: number) => unknown = () => undefined): Promise<JsonObject[]> {
  const answers: JsonObject[] = [];
  while (answers.at(-1)?.complete !== true) {
    await before(answers.length + 1);
    answers.push(await call(answers.length + 1, answers.at(-1)));
  }
  return answers;
}

const mailedRows = (): string[][] => parseCsv(smtp.mails.at(-1)?.attachments[0]?.text ?? '');
const header = ['id', 'heading'];

test('the first pass lists, each further one adds a batch, the last one mails the CSV', async () => {
  const answers = await finish(job());
  const expected = rowsOf(articles);
  const total = expected.length;
  expect(answers).toHaveLength(2 + Math.ceil(total / 40));
  const percents = answers.map(({ progress }) => (progress as { progressPercent: number }).progressPercent);
  expect(percents.slice(0, 3)).toEqual([0, 4_000 / total, 8_000 / total]);
  expect(answers.at(-1)?.finalResult).toEqual({
    summary: 'Finished processing all articles',
    articles: total,
    mailed: total,
    gone: 0,
    messageId: 'article-query.job-1@example.com',
  });
  expect(smtp.mails).toHaveLength(1);
  expect(smtp.mails[0]).toMatchObject({
    messageId: '<article-query.job-1@example.com>',
    from: 'reports@example.com',
    recipients: ['editor@example.com'],
    subject: `All articles (${total})`,
    text: `Attached is a list of all articles that are live and not secure: ${total} of them.\n`,
    attachments: [{ name: 'articles.csv', type: 'text/csv' }],
  });
  expect(mailedRows()).toEqual([header, ...expected]);
});

test('what passes hand on stays small, however many articles there are', async () => {
  const answers = await finish(job({ ...params, batchSize: 10 }));
  expect(Math.max(...answers.map((answer) => JSON.stringify(answer).length))).toBeLessThan(300);
});

test('without articles a list of none is mailed', async () => {
  for (const { id } of articles) api.remove(id);
  const answers = await finish(job());
  expect(answers).toHaveLength(2);
  expect(answers[1]?.finalResult).toMatchObject({ articles: 0, mailed: 0, gone: 0 });
  expect(mailedRows()).toEqual([header]);
});

test('articles that vanish between the passes are left out and counted', async () => {
  const open = articles.filter(isOpenToAll);
  const [deleted, withdrawn, closed] = [open[50], open[60], open[70]];
  const call = job();
  const answers = await finish(call, (pass) => {
    if (pass !== 2 || !deleted || !withdrawn || !closed) return;
    api.remove(deleted.id);
    api.put({ ...withdrawn, status: 'archived' });
    api.put({ ...closed, secure: true });
  });
  const left = open.filter((article) => article !== deleted && article !== withdrawn && article !== closed);
  expect(mailedRows()).toEqual([header, ...rowsOf(left)]);
  expect(answers.at(-1)?.finalResult).toMatchObject({ articles: open.length, mailed: left.length, gone: 3 });
  expect(smtp.mails[0]?.text).toContain('\n3 more were listed at first');
});

test('a pass that is repeated, or skipped after it has written, repeats no row', async () => {
  const call = job();
  let pass = 0;
  let previous: JsonObject | undefined;
  while (previous?.complete !== true) {
    pass += 1;
    await call(pass, previous);
    // Its result is lost: as after a crash, and, with another number, as after a pass that was skipped.
    if (pass % 2 === 0) pass += 1;
    previous = await call(pass, previous);
  }
  expect(mailedRows()).toEqual([header, ...rowsOf(articles)]);
  expect(smtp.mails).toHaveLength(1);
});

test('a mail that was taken before the worker died comes again with the same Message-ID, and once marked not again', async () => {
  const call = job();
  const answers = await finish(call);
  const last = answers.at(-2);
  const markFails: Storage = {
    ...scratch.storage,
    description: 'storage that dies',
    get: async (key) => (key.endsWith('sent.json') ? undefined : scratch.storage.get(key)),
    put: () => Promise.reject(new Error('the worker dies')),
  };
  await expect(call(answers.length, last, markFails)).rejects.toThrow('the worker dies');
  expect(smtp.mails).toHaveLength(2);
  expect(smtp.mails[1]?.messageId).toBe(smtp.mails[0]?.messageId);
  expect(await call(answers.length, last)).toEqual(answers.at(-1));
  expect(smtp.mails).toHaveLength(2);
});

test('parts are named by pass, and each is a write of its own', async () => {
  await finish(job());
  const keys = [...(await contentsOf(scratch.storage, 'batch/')).keys()].filter((key) => key.includes('/pass-'));
  expect(keys.slice(0, 2)).toEqual([
    'batch/1/job-1/articles/pass-000001.csv',
    'batch/1/job-1/articles/pass-000002.csv',
  ]);
  expect(keys).toHaveLength(1 + Math.ceil(rowsOf(articles).length / 40));
});

test('a CSV with a part gone is not mailed', async () => {
  const call = job();
  const finished = finish(call, (pass) =>
    pass === 5 ? scratch.storage.remove('batch/1/job-1/articles/pass-000003.csv') : undefined,
  );
  await expect(finished).rejects.toMatchObject({ code: 'storage-missing' });
  expect(smtp.mails).toHaveLength(0);
});

test('a recipient that is refused and a server that is busy fail the pass, and it can be repeated', async () => {
  const call = job();
  smtp.addFault({ kind: 'answer', at: 'rcpt', status: 550 }, { kind: 'answer', at: 'data', status: 451 });
  const codes: unknown[] = [];
  let previous: JsonObject | undefined;
  for (let pass = 1; previous?.complete !== true; pass += 1) {
    previous = await call(pass, previous).catch((error: { code: string; retryable: boolean }) => {
      codes.push([error.code, error.retryable]);
      return previous;
    });
  }
  expect(codes).toEqual([
    ['destination-refused', false],
    ['destination-unavailable', true],
  ]);
  expect(mailedRows()).toEqual([header, ...rowsOf(articles)]);
});

test('who sends may stand in the connection', async () => {
  await finish(job({ toEmail: params.toEmail, batchSize: 1_000 }, { from: 'cms@example.org' }));
  expect(smtp.mails[0]).toMatchObject({ from: 'cms@example.org', messageId: '<article-query.job-1@example.org>' });
});

test.each([
  [{ toEmail: 'canary', fromEmail: 'a@example.com' }, 'toEmail must be one e-mail address'],
  [{ toEmail: 'a@example.com, canary@example.com', fromEmail: 'a@example.com' }, 'toEmail must be one e-mail address'],
  [{ toEmail: 'a@example.com\r\nBcc: canary@example.com' }, 'toEmail must be one e-mail address'],
  [{ ...params, batchSize: 0 }, 'batchSize must be a whole number from 1 to 1000'],
  [{ ...params, batchSize: 1_001 }, 'batchSize must be a whole number from 1 to 1000'],
  [{ ...params, batchSize: '10' }, 'batchSize must be a whole number from 1 to 1000'],
  [{ ...params, batchsize: 5 }, 'batchsize is unknown'],
  [{ toEmail: 'a@example.com' }, 'fromEmail is missing, and the mail connection has no `from`'],
])('%j is refused in the first pass', async (wrong, fault) => {
  const error = await job(wrong)(1).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: 'usage-invalid', message: expect.stringContaining(fault) });
  expect(error).toMatchObject({ message: expect.not.stringContaining('canary') });
  expect(api.requests).toHaveLength(0);
});

test('a state that is not its own is refused', async () => {
  await expect(job()(2, { complete: false, position: 4 })).rejects.toMatchObject({ code: 'target-answer-invalid' });
});
