import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { downloadBar } from '../../src/cli/download-bar';
import { followBatch } from '../../src/cli/follow-batch';
import { loadConfig } from '../../src/config';
import { readProgress } from '../../src/runs/find-runs';
import type { Session } from '../../src/runs/session';
import { startBatch } from '../../src/runs/start-batch';
import { startRun } from '../../src/runs/start-run';
import { openStorage } from '../../src/storage';
import { articlesFor, isOpenToAll } from '../content-api-stand-in';
import { describeMail } from '../describe-mail';
import { offlineStoresObject, type Store, storeNumber } from '../offline-stores';
import { type Stack, startStack } from '../stack';
import type { WorkerProcess } from '../worker-process';
import { loadExport } from './load-export';
import { syncShop } from './sync-shop';
import { ended, say, type Told, table } from './tell';

/** Large enough for a bar to be seen, small enough for a minute. */
const generatedStores = 200_000;
/** The stand-in takes no more: the large file then needs about ten seconds. */
const pacePerSecond = 20_000;
const importName = 'offline-stores';
/** Some 1,900 of them are live and not secure. */
const articles = 3_000;
/** About 9,000 events; one customer in 500 cannot be imported. */
const shop = {
  seed: 3,
  customers: 3_000,
  badCustomers: 0.002,
  orders: 2_000,
  refundedOrders: 0.1,
  categories: 60,
  products: 400,
};

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { 'kill-worker': { type: 'boolean' }, keep: { type: 'boolean' } } });
  const begun = Date.now();
  const bar = downloadBar(process.stderr);
  say('Starting Temporal, Azurite, a worker, and stand-ins of ODP, a website, a mail server, a shop, Klaviyo and S3 …');
  const stack = await startStack({
    ui: true,
    onDownload: bar.show,
    odp: { recordsPerSecond: pacePerSecond },
    articles,
    shop,
    events: true,
    steps: { heartbeatTimeout: '5s' },
  });
  bar.end();
  try {
    const worker = await stack.startWorker();
    say(`Temporal ${stack.temporal.address}, Web UI ${stack.temporal.uiUrl}\n`);
    const sent = await tell(stack, worker, values['kill-worker'] ?? false);
    const proved = await prove(stack, sent);
    const mailed = await mailArticles(stack);
    const synced = await syncShop(sessionOf(stack), stack.commerce);
    const loaded = await loadExport(sessionOf(stack), stack.events);
    say(`\nWeb UI ${stack.temporal.uiUrl}/namespaces/default/workflows`);
    say(`Took ${((Date.now() - begun) / 1_000).toFixed(1)} s.`);
    if (!proved || !mailed || !synced || !loaded) process.exitCode = 1;
    if (values.keep) await keep(stack);
  } finally {
    await stack.stop();
  }
}

/** The story: a first run over all, a second over nothing, a third over one file more. */
async function tell(stack: Stack, worker: WorkerProcess, killWorker: boolean): Promise<Map<string, Store>> {
  const session = sessionOf(stack);
  const sample = JSON.parse(
    readFileSync(join(__dirname, '../../../test/fixtures/offline-stores.json'), 'utf8'),
  ) as Store[];
  const generated = Array.from({ length: generatedStores }, (_, number) => storeNumber(number));
  const added = [{ ...storeNumber(generatedStores), name: 'The newest store' }];
  await stack.putFile('2026/11/stores-1.json', JSON.stringify(sample.slice(0, 5)));
  await stack.putFile('2026/11/stores-2.json', JSON.stringify(sample.slice(5)));
  await stack.putFile('2026/11/stores-generated.json', JSON.stringify(generated));

  const told: Told[] = [];
  say('First run: two small files and one of 200,000 stores.');
  const first = startRun(session, importName);
  if (killWorker) void killInTheMiddle(stack, session, worker);
  told.push({ what: 'first', run: await ended(session, await first) });
  say('Second run: nothing has changed.');
  told.push({ what: 'second, nothing new', run: await ended(session, await startRun(session, importName)) });
  say('Third run: one file was added.');
  await stack.putFile('2026/11/stores-added.json', JSON.stringify(added));
  told.push({ what: 'third, one file more', run: await ended(session, await startRun(session, importName)) });
  say(`\n${table(told)}`);
  return new Map([...sample, ...generated, ...added].map((store) => [store.id, store]));
}

function sessionOf(stack: Stack): Session {
  const config = loadConfig({ path: stack.configPath, env: stack.env });
  const { client, temporal } = stack;
  const { address, namespace } = temporal;
  return {
    client,
    connection: client.connection as Session['connection'],
    address,
    namespace,
    config,
    storage: openStorage(config.storage),
  };
}

async function killInTheMiddle(stack: Stack, session: Session, worker: WorkerProcess): Promise<void> {
  // 4 s into the import: in the middle of the large file.
  for (let importing = false; !importing; ) {
    await new Promise((resolve) => setTimeout(resolve, 250));
    const progress = await readProgress(session, { workflowId: `import/${importName}` });
    importing = progress?.phase.startsWith('importing') ?? false;
  }
  await new Promise((resolve) => setTimeout(resolve, 4_000));
  await worker.kill('SIGKILL');
  say('\nThe worker was killed with SIGKILL. Another one starts and goes on.');
  await stack.startWorker();
}

/** Compares what the stand-in has stored with the sources, record by record. */
async function prove(stack: Stack, sent: ReadonlyMap<string, Store>): Promise<boolean> {
  await stack.odp.drain();
  const stored = stack.odp.object(offlineStoresObject.name);
  let wrong = 0;
  for (const [id, store] of sent) {
    const found = stored.get(id);
    if (found?.offline_store_name !== store.name || found?.offline_store_location !== store.location) wrong += 1;
  }
  const verdict =
    wrong === 0 && stored.size === sent.size ? 'nothing lost, nothing twice' : `${wrong} are missing or wrong`;
  say(`In the sources ${sent.size} stores, at the destination ${stored.size}: ${verdict}.`);
  return wrong === 0 && stored.size === sent.size;
}

/** A batch job: the articles of a website, read in passes and mailed. */
async function mailArticles(stack: Stack): Promise<boolean> {
  say('\nA batch job: all articles of a website, a few hundred a pass, in a mail.');
  const session = sessionOf(stack);
  const endPointParams = { fromEmail: 'reports@example.com', toEmail: 'editor@example.com', batchSize: 250 };
  await startBatch(session, { endPointName: 'articles', endPointParams, id: 'all-articles' }, 'attach');
  await followBatch(session, 'all-articles', { watch: true });
  const mail = stack.website?.smtp.mails.at(-1);
  if (!mail) return false;
  const { text, rows } = describeMail(mail);
  say(text);
  const open = articlesFor(articles).filter(isOpenToAll).length;
  say(`On the website ${open} articles are live and open to all, in the mail ${rows}.`);
  return rows === open;
}

async function keep(stack: Stack): Promise<void> {
  say(`Everything keeps running. The configuration is ${stack.configPath}. Ctrl-C ends it.`);
  await new Promise<void>((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
  });
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 1;
});
