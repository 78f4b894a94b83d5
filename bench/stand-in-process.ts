import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { connectControl, type OdpControl, type OdpStandInOptions } from '../sandbox/odp-stand-in';
import { offlineStoresObject } from '../sandbox/offline-stores';
import { endWithParent } from '../src/dev-server';

export interface StandInProcess {
  readonly baseUrl: string;
  readonly control: OdpControl;
  stop(): Promise<void>;
}

/** The ODP stand-in as a process of its own, so that its work is not measured with ours. */
export async function startStandInProcess(apiKey: string, more: OdpStandInOptions = {}): Promise<StandInProcess> {
  const options = { objects: [offlineStoresObject], apiKeys: [apiKey], keepRequests: 10, ...more };
  const child = spawn(process.execPath, [join(__dirname, '../sandbox/odp-stand-in/main.js'), JSON.stringify(options)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  endWithParent(child);
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  const { baseUrl, controlUrl } = JSON.parse(line) as { baseUrl: string; controlUrl: string };
  return {
    baseUrl,
    control: connectControl(controlUrl),
    stop: async () => {
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}
