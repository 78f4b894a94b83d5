import { nearestWord } from '../contract/nearest-word';
import type { ConfigProblem } from './config-problem';
import type { ConfigValues } from './resolve-values';
import { isSection, valueAt } from './value-at';
import { placeOf, type YamlSource } from './yaml-source';

/** Where batch jobs name end points that are not there. What is wrong otherwise is passed over here. */
export function unknownEndPoints(source: YamlSource, { values, variablesAt }: ConfigValues): ConfigProblem[] {
  const endPoints = Object.keys(sectionAt(values, 'endPoints'));
  return Object.keys(sectionAt(values, 'batchJobs')).flatMap((job) => {
    const path = ['batchJobs', job, 'endPoint'];
    const named = valueAt(values, path);
    if (typeof named !== 'string' || named === '' || endPoints.includes(named)) return [];
    const from = variablesAt(path).map((variable) => `\${${variable}}`);
    const subject = from.length > 0 ? `the value of ${from.join(' and ')}` : `\`${named}\``;
    const near = from.length > 0 ? undefined : nearestWord(named, endPoints);
    const there = endPoints.length === 0 ? 'there is none' : `there are ${endPoints.join(', ')}`;
    const remedy = near === undefined ? there : `did you mean \`${near}\`?`;
    return [
      {
        ...placeOf(source, path, 'value'),
        text: `${path.join('.')}: ${subject} is no end point of this file: ${remedy}`,
      },
    ];
  });
}

function sectionAt(values: unknown, key: string): Record<string, unknown> {
  const section = valueAt(values, [key]);
  return isSection(section) ? section : {};
}
