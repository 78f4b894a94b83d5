import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { offlineStoresObject } from '../sandbox/offline-stores';
import { endWithParent } from '../src/dev-server';

/** The ODP stand-in as a process of its own, so that its work is not measured with ours. */
export async function startStandInProcess(apiKey: string): Promise<{ baseUrl: string; stop(): Promise<void> }> {
  const options = { objects: [offlineStoresObject], apiKeys: [apiKey], keepRequests: 10 };
  const child = spawn(process.execPath, [join(__dirname, '../sandbox/odp-stand-in/main.js'), JSON.stringify(options)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  endWithParent(child);
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  const { baseUrl } = JSON.parse(line) as { baseUrl: string };
  return {
    baseUrl,
    stop: async () => {
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}
