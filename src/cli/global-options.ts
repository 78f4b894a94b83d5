import type { Command } from 'commander';

/** What may be said before every command. */
export interface GlobalOptions {
  readonly config?: string;
}

export function addGlobalOptions(longshore: Command): Command {
  return longshore.option('--config <file>', 'the configuration; default: longshore.yaml in this folder');
}

export function globalOptions(longshore: Command): GlobalOptions {
  return longshore.opts<GlobalOptions>();
}
