import { sectionNamePattern } from './names';

/** An id of the caller's own stands in tables and log lines, so it is one line of a length that fits. */
const trackerIdPattern = /^[^\p{Cc}]{1,200}$/u;

/** What is wrong with an id that a run is to be tracked by, as the end of a sentence; undefined where nothing is. */
export function trackerIdFault(trackerId: unknown): string | undefined {
  const isGood = typeof trackerId === 'string' && trackerIdPattern.test(trackerId);
  return isGood ? undefined : 'must be a text of 1 to 200 characters in one line';
}

/** What is wrong with what a run was started with, as a sentence; undefined where it is a `RunInput`. */
export function runInputFault(input: unknown): string | undefined {
  if (input === undefined || input === null) return 'It has no input';
  if (!isMap(input)) return 'Its input is not a JSON object';
  const { import: name, options, ...others } = input;
  if (typeof name !== 'string') return 'Its input names no `import`';
  if (!sectionNamePattern.test(name)) return 'The `import` of its input is no name of an import';
  const [other] = Object.keys(others);
  if (other !== undefined)
    return `Its input has \`${other.slice(0, 100)}\`, but may have \`import\` and \`options\` only`;
  if (options === undefined) return undefined;
  if (!isMap(options)) return 'The `options` of its input are not a JSON object';
  const { trackerId, ...unknown } = options;
  const [option] = Object.keys(unknown);
  if (option !== undefined)
    return `Its input has the option \`${option.slice(0, 100)}\`, which is none: there is \`trackerId\``;
  const fault = trackerId === undefined ? undefined : trackerIdFault(trackerId);
  return fault && `The option \`trackerId\` of its input ${fault}`;
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
