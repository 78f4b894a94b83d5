import type { Command } from 'commander';
import { stopOnSignals } from '../dev-stop';
import { globalOptions } from '../global-options';
import { print } from '../print';
import { tellFailure } from '../tell-failure';

interface ServeFlags {
  readonly host?: string;
  readonly port?: string;
}

export function addServe(longshore: Command): void {
  longshore
    .command('serve')
    .description('answer HTTP: start, watch and steer runs and batch jobs by POST and GET')
    .option('--host <address>', 'where it listens; default: 127.0.0.1, another needs tokens')
    .option('--port <number>', 'default: 6779')
    .action(async (flags: ServeFlags) => {
      const { serve } = await import('../../gateway/serve.js');
      const { config } = globalOptions(longshore);
      await serve({
        ...flags,
        env: process.env,
        stop: stopOnSignals().asked,
        onListening: (url) => print(`Longshore answers at ${url}\n`),
        ...(config === undefined ? {} : { configPath: config }),
      }).catch(tellFailure);
    });
}
