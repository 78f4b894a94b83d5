import { type ImportType, isRunName } from './names';
import { runOptionsFault } from './run-options';
import { scheduledAtFault } from './schedules/scheduled-start';

/** What is wrong with what a run of a type was started with, as a sentence; undefined where it is a `RunInput`. */
export function runInputFault(input: unknown, type: ImportType): string | undefined {
  if (input === undefined || input === null) return 'It has no input';
  if (!isMap(input)) return 'Its input is not a JSON object';
  const { import: name, options, scheduledAt, group, ...others } = input;
  if (typeof name !== 'string') return 'Its input names no `import`';
  if (!isRunName(name)) return 'The `import` of its input is no name of an import';
  const [other] = Object.keys(others);
  if (other !== undefined)
    return `Its input has \`${other.slice(0, 100)}\`, but may have \`import\`, \`options\`, \`scheduledAt\` and \`group\` only`;
  const wrongTime = scheduledAt === undefined ? undefined : scheduledAtFault(scheduledAt);
  if (wrongTime !== undefined) return `The \`scheduledAt\` of its input ${wrongTime}`;
  if (group !== undefined && (typeof group !== 'string' || !isRunName(group))) {
    return 'The `group` of its input is no name of a courier group';
  }
  if (options === undefined) return undefined;
  if (!isMap(options)) return 'The `options` of its input are not a JSON object';
  return runOptionsFault(options, type);
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
