import { failureCodes } from '../src/contract/failure-codes';

/** The reference of all codes, as Markdown. `npm run errors-page` writes it to docs/errors.md. */
export function errorsPage(): string {
  const rows = Object.entries(failureCodes).map(
    ([code, { kind, meaning, remedy }]) => `| \`${code}\` | ${kind} | ${meaning} | ${remedy} |`,
  );
  return `# Errors\n\nEvery failure has one of these codes. The message beside it says what happened to what.\n\n| code | kind | meaning | remedy |\n|---|---|---|---|\n${rows.join('\n')}\n`;
}

if (require.main === module) process.stdout.write(errorsPage());
