import type { Command } from 'commander';
import { printJson } from '../print';

export function addConfig(longshore: Command): void {
  const config = longshore.command('config').description('about longshore.yaml');
  config
    .command('schema')
    .description('print its JSON Schema, for editors')
    .action(async () => {
      const { configJsonSchema } = await import('../../config/index.js');
      printJson(configJsonSchema());
    });
}
