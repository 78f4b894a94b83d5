import type { Command } from 'commander';
import { globalOptions } from '../global-options';
import { tellFailure } from '../tell-failure';

export function addDev(longshore: Command): void {
  longshore
    .command('dev')
    .description('run a Temporal server and a worker here; what they know outlives a restart')
    .action(async () => {
      const { runDev } = await import('../dev.js');
      const { config } = globalOptions(longshore);
      const { env, stdout, stderr } = process;
      const options = { env, stdout, stderr, ...(config === undefined ? {} : { configPath: config }) };
      await runDev(options).catch(tellFailure);
    });
}
