import { nearestWord } from '../contract/nearest-word';
import type { ConfigProblem } from './config-problem';
import type { ConfigValues } from './resolve-values';
import { keysAt, valueAt } from './value-at';
import { placeOf, type YamlPath, type YamlSource } from './yaml-source';

/**
 * Where load operations and markers of couriers are of tags that no entity has. Works on a file that may be wrong in other
 * ways too; what is wrong otherwise is passed over here.
 */
export function wrongTags(source: YamlSource, { values, variablesAt }: ConfigValues): ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  for (const courier of keysAt(values, ['couriers'])) {
    const section = ['couriers', courier];
    const places = tagPlaces(values, section);
    const tags = places.map((path) => valueAt(values, path));
    // A tag that a variable holds counts, and is not told.
    const written = places
      .filter((path) => variablesAt(path).length === 0)
      .map((path) => String(valueAt(values, path)));
    const tell = (path: YamlPath, part: 'key' | 'value', tag: string) => {
      const from = part === 'value' ? variablesAt(path).map((variable) => `\${${variable}}`) : [];
      const subject = from.length > 0 ? `the value of ${from.join(' and ')}` : `\`${tag}\``;
      const near = from.length > 0 ? undefined : nearestWord(tag, written);
      const there = written.length === 0 ? 'there is none' : `there are ${[...new Set(written)].join(', ')}`;
      const remedy = near === undefined ? there : `did you mean \`${near}\`?`;
      problems.push({
        ...placeOf(source, path, part),
        text: `${path.join('.')}: ${subject} is the tag of no entity: ${remedy}`,
      });
    };

    for (const tag of keysAt(values, [...section, 'ready'])) {
      if (!tags.includes(tag)) tell([...section, 'ready', tag], 'key', tag);
    }
    for (const path of filePlaces(values, [...section, 'loadOperations'])) {
      const tag = valueAt(values, path);
      if (typeof tag === 'string' && tag !== '' && !tags.includes(tag)) tell(path, 'value', tag);
    }
  }
  return problems;
}

/** Where the tags of a courier's entities stand. */
function tagPlaces(values: unknown, section: YamlPath): YamlPath[] {
  const entities = valueAt(values, [...section, 'entities']);
  const indices = Array.isArray(entities) ? [...entities.keys()] : [];
  const places = indices.flatMap((index): YamlPath[] => {
    const entity = [...section, 'entities', index];
    const contents = [...entity, 'archive/contents'];
    const inner = keysAt(values, contents).map((name) => [...contents, name, 'subobject/land-as', 'file/tag']);
    return [[...entity, 'object/land-as', 'file/tag'], ...inner];
  });
  return places.filter((path) => typeof valueAt(values, path) === 'string');
}

/** Where load operations name the files that they load. */
function filePlaces(values: unknown, section: YamlPath): YamlPath[] {
  return keysAt(values, section).flatMap((feed) => {
    const operations = valueAt(values, [...section, feed]);
    return Array.isArray(operations) ? [...operations.keys()].map((index) => [...section, feed, index, 'file']) : [];
  });
}
