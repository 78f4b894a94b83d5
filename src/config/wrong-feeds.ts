import { nearestWord } from '../contract/nearest-word';
import type { ConfigProblem } from './config-problem';
import { isPlaceholder } from './load-operations';
import type { ConfigValues } from './resolve-values';
import { keysAt, valueAt } from './value-at';
import { placeOf, type YamlPath, type YamlSource } from './yaml-source';

/**
 * Where load operations of couriers are of feeds that are not there, or of one under both of its names, and where two feeds
 * have one id. A placeholder such as `df-xxxxxx` may stand there. Works on a file that may be wrong in other ways too.
 */
export function wrongFeeds(source: YamlSource, { values, variablesAt }: ConfigValues): ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  const tell = (path: YamlPath, part: 'key' | 'value', text: string) =>
    problems.push({ ...placeOf(source, path, part), text: `${path.join('.')}${text}` });

  const nameOfId = new Map<string, string>();
  for (const name of keysAt(values, ['feeds'])) {
    const id = valueAt(values, ['feeds', name, 'id']);
    if (typeof id !== 'string' || id === '') continue;
    const other = nameOfId.get(id);
    if (other === undefined) nameOfId.set(id, name);
    else tell(['feeds', name, 'id'], 'value', ` must be an id that no other feed has, and ${other} has it`);
  }
  const names = keysAt(values, ['feeds']);
  // An id that a variable holds counts, and is not told.
  const written = names.filter((name) => variablesAt(['feeds', name, 'id']).length === 0);
  const ids = [...nameOfId].filter(([, name]) => written.includes(name)).map(([id]) => id);
  const known = [...names, ...ids];

  for (const courier of keysAt(values, ['couriers'])) {
    const seen = new Map<string, string>();
    for (const word of keysAt(values, ['couriers', courier, 'loadOperations'])) {
      const path = ['couriers', courier, 'loadOperations', word];
      const feed = names.includes(word) ? word : nameOfId.get(word);
      if (feed === undefined) {
        if (isPlaceholder(word)) continue;
        const near = nearestWord(word, known);
        const there = names.length === 0 ? 'there is none' : `there are ${names.join(', ')}`;
        tell(
          path,
          'key',
          `: no feed of this file has this name or id: ${near === undefined ? there : `did you mean \`${near}\`?`}`,
        );
      } else if (seen.has(feed)) {
        tell(path, 'key', `: this feed stands there twice, as ${seen.get(feed)} too`);
      } else seen.set(feed, word);
    }
  }
  return problems;
}
