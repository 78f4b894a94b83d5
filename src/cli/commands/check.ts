import type { Command } from 'commander';
import { inSession } from '../in-session';
import { print, printJson } from '../print';

export function addCheck(longshore: Command): void {
  longshore
    .command('check')
    .description('validate longshore.yaml and try each connection')
    .option('--json', 'print a list as JSON')
    .action((flags: { json?: boolean }) =>
      inSession(longshore, async (session) => {
        const { checkLine, runChecks } = await import('../check.js');
        const { exitCodes } = await import('../exit-code.js');
        const results = [];
        for await (const result of runChecks(session)) {
          results.push(result);
          if (!flags.json) print(checkLine(result));
        }
        if (flags.json) printJson(results);
        if (results.some((result) => result.outcome === 'failed')) process.exitCode = exitCodes.failed;
      }),
    );
}
