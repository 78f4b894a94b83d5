import type { ConfigProblem } from './config-problem';
import type { ConfigValues } from './resolve-values';
import { unknownNames } from './unknown-names';
import { keysAt, valueAt } from './value-at';
import { placeOf, type YamlPath, type YamlSource } from './yaml-source';

const jobSections = ['imports', 'couriers', 'courierGroups', 'batchJobs'];

/** Where channels are named that are not there, and where an e-mail would come from nobody. */
export function wrongChannels(source: YamlSource, found: ConfigValues): ConfigProblem[] {
  const { values } = found;
  const channels = keysAt(values, ['notifications', 'channels']);
  const sections: YamlPath[] = [
    ['notifications'],
    ...jobSections.flatMap((kind) => keysAt(values, [kind]).map((name) => [kind, name, 'notifications'])),
  ];
  const paths = sections.flatMap((section) => {
    const listed = valueAt(values, [...section, 'via']);
    return Array.isArray(listed) ? listed.map((_, index) => [...section, 'via', index]) : [];
  });
  const fromNobody = channels.flatMap((name) => {
    const path = ['notifications', 'channels', name];
    if (valueAt(values, [...path, 'type']) !== 'email' || valueAt(values, [...path, 'from']) !== undefined) return [];
    const connection = valueAt(values, [...path, 'connection']);
    if (typeof connection !== 'string') return [];
    const at = ['connections', connection];
    if (valueAt(values, [...at, 'type']) !== 'smtp' || valueAt(values, [...at, 'from']) !== undefined) return [];
    const text = `${path.join('.')} must have a from, or its connection must have one`;
    return [{ ...placeOf(source, path, 'key'), text }];
  });
  return [...unknownNames(source, found, { paths, kind: 'channel', known: channels }), ...fromNobody];
}
