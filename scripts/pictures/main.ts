import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { storeNumber } from '../../sandbox/offline-stores';
import { type Stack, startStack } from '../../sandbox/stack';
import { importWorkflowId } from '../../src/contract/names';
import { findChromium, photograph, type Shot } from './browser';
import { startCommand, type TerminalCommand } from './terminal-command';
import { terminalPicture } from './terminal-picture';

const folder = join(__dirname, '../../../docs/pictures');
const columns = 122;
const files = 12;
const storesPerFile = 2_500;
/** The stand-in takes no more: a run of half a minute, and time for two pictures in the middle of it. */
const pacePerSecond = 900;
/** Records without a key, for a look at what becomes of them. */
const withoutKey = [20, 1_200, 2_100];

/** Makes the pictures of the README, docs/pictures, from a real run. */
async function main(): Promise<void> {
  const chromium = await findChromium(process.env);
  await mkdir(folder, { recursive: true });
  const stack = await startStack({
    ui: true,
    odp: { recordsPerSecond: pacePerSecond },
    import: { settle: '1s' },
    // Shorter than in life, so that half a minute shows several.
    steps: { target: '5s' },
  });
  try {
    await stack.startWorker();
    await putFiles(stack);
    const terminal = { cwd: stack.folder, env: stack.env, columns };
    const watching = startCommand(['run', 'offline-stores', '--watch'], { ...terminal, exitCode: 3 });
    const whileItRuns = await barAt(watching, 60);
    for (const [name, shot] of Object.entries(shotsOf(stack))) {
      await writeFile(join(folder, `${name}.png`), await photograph(chromium, shot));
    }
    const atItsEnd = await watching.ended;
    const logs = await startCommand(['logs', 'offline-stores'], { ...terminal, exitCode: 0 }).ended;
    const lines = [
      '$ longshore run offline-stores --watch',
      whileItRuns,
      '',
      '# … and when it has ended:',
      ...atItsEnd,
      '',
      '$ longshore logs offline-stores',
      ...logs.slice(0, 3),
      '…',
      ...logs.slice(-3),
    ];
    await writeFile(join(folder, 'run.svg'), terminalPicture('longshore', lines, columns));
  } finally {
    await stack.stop();
  }
}

async function putFiles(stack: Stack): Promise<void> {
  for (let file = 0; file < files; file += 1) {
    const stores: object[] = Array.from({ length: storesPerFile }, (_, number) =>
      storeNumber(file * storesPerFile + number),
    );
    if (file === 2) for (const number of withoutKey) stores[number] = { name: `Store ${number}` };
    await stack.putFile(`stores-${String(file + 1).padStart(2, '0')}.json`, JSON.stringify(stores));
  }
}

/** The page of the running import: its steps, and how far it is. */
function shotsOf(stack: Stack): Readonly<Record<'web-ui' | 'web-ui-progress', Shot>> {
  const page = `${stack.temporal.uiUrl}/namespaces/${stack.temporal.namespace}/workflows/${encodeURIComponent(importWorkflowId('offline-stores'))}`;
  const width = 1_340;
  const shows = (text: string): string => `document.body.innerText.includes(${JSON.stringify(text)})`;
  const tab = `[...document.querySelectorAll('a')].find((link) => link.innerText.includes('User Metadata'))?.click()`;
  const withoutFocus = '(document.activeElement.blur(), true)';
  return {
    'web-ui': { url: page, width, height: 910, until: shows('importFiles') },
    // Its address holds the run's id, which the link knows.
    'web-ui-progress': {
      url: page,
      width,
      height: 690,
      until: `${shows('Current Details')} && document.querySelectorAll('iframe').length > 1 && ${withoutFocus} || ${tab}`,
    },
  };
}

async function barAt(watching: TerminalCommand, percent: number): Promise<string> {
  for (;;) {
    const bar = watching.bar();
    if (Number(/([\d.]+) %/.exec(bar)?.[1] ?? 0) >= percent) return bar;
    const ended = await Promise.race([watching.ended, delay(100)]);
    if (ended) throw new Error(`The run ended before it was at ${percent} %`);
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
