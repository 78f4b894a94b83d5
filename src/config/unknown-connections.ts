import { nearestWord } from '../contract/nearest-word';
import type { ConfigProblem } from './config-problem';
import { connectionTypes } from './connection';
import { courierConnections } from './courier';
import { connectionsOfEndPoints, isEndPointType } from './end-point';
import { feedConnections } from './feed';
import { connectionsOfImports, isImportType } from './import';
import type { ConfigValues } from './resolve-values';
import { isSection, valueAt } from './value-at';
import { placeOf, type YamlPath, type YamlSource } from './yaml-source';

/**
 * Where imports, couriers, feeds, end points and channels name connections that are not there, or are of a type they cannot use. Works on a file that may be
 * wrong in other ways too, so that all is told at once; what is wrong otherwise is passed over here.
 */
export function unknownConnections(source: YamlSource, { values, variablesAt }: ConfigValues): ConfigProblem[] {
  const connections = sectionAt(values, ['connections']);
  const problems: ConfigProblem[] = [];
  const sections = [['imports'], ['couriers'], ['feeds'], ['endPoints'], ['notifications', 'channels']];
  const users = sections.flatMap((path) =>
    Object.entries(sectionAt(values, path)).map(([name, section]) => ({
      at: [...path, name],
      roles: rolesOf(path.join('.'), section),
    })),
  );
  for (const { at, roles } of users) {
    for (const [role, types] of roles) {
      const path = [...at, role];
      const named = valueAt(values, path);
      if (typeof named !== 'string' || named === '') continue;
      const found = connectionTypes.find((type) => type === valueAt(connections, [named, 'type']));
      // A connection without a known type is wrong itself, and says so.
      if (found === undefined ? Object.hasOwn(connections, named) : types.includes(found)) continue;

      const usable = Object.keys(connections).filter((other) =>
        types.includes(String(valueAt(connections, [other, 'type']))),
      );
      const from = variablesAt(path);
      const subject =
        from.length > 0 ? `the value of ${from.map((variable) => `\${${variable}}`).join(' and ')}` : `\`${named}\``;
      const fault = found === undefined ? 'is no connection of this file' : `is a connection of type ${found}`;
      const near = from.length > 0 ? undefined : nearestWord(named, usable);
      const remedy =
        near !== undefined
          ? `did you mean \`${near}\`?`
          : usable.length > 0
            ? `there are ${usable.map((other) => `\`${other}\``).join(', ')}`
            : 'there is none';
      const text = `${path.join('.')}: ${subject} ${fault}, and one of type ${types.join(' or ')} is needed: ${remedy}`;
      problems.push({ ...placeOf(source, path, 'value'), text });
    }
  }
  return problems;
}

function rolesOf(kind: string, section: unknown): [role: string, types: readonly string[]][] {
  if (kind === 'couriers') return Object.entries(courierConnections);
  if (kind === 'feeds') return Object.entries(feedConnections);
  const type = valueAt(section, ['type']);
  if (kind === 'notifications.channels') return type === 'email' ? [['connection', ['smtp']]] : [];
  if (isEndPointType(type)) return Object.entries(connectionsOfEndPoints[type]);
  return isImportType(type) ? Object.entries(connectionsOfImports[type]) : [];
}

function sectionAt(values: unknown, path: YamlPath): Record<string, unknown> {
  const section = valueAt(values, path);
  return isSection(section) ? section : {};
}
