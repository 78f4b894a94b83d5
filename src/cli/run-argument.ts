import { Argument } from 'commander';

/** How a command is told which run it is about. */
export function runArgument(): Argument {
  return new Argument('<run>', 'a run id, its beginning, the name of an import, or group/<name>');
}

/** The same of commands that take batch jobs as well. */
export function runOrBatchArgument(): Argument {
  return new Argument('<run>', 'a run id, its beginning, the name of an import, group/<name> or batch/<id>');
}
