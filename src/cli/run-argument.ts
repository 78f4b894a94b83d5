import { Argument } from 'commander';

/** How a command is told which run it is about. */
export function runArgument(): Argument {
  return new Argument('<run>', 'a run id, its beginning, or the name of an import');
}
