import type { ConfigProblem } from './config-problem';
import type { ConfigValues } from './resolve-values';
import { unknownNames } from './unknown-names';
import { keysAt, valueAt } from './value-at';
import { placeOf, type YamlSource } from './yaml-source';

/** Where courier groups name couriers that are not there, or one twice: it runs once at a time. */
export function unknownCouriers(source: YamlSource, found: ConfigValues): ConfigProblem[] {
  const { values } = found;
  const groups = keysAt(values, ['courierGroups']).map((name) => {
    const list = ['courierGroups', name, 'couriers'];
    const listed = valueAt(values, list);
    return (Array.isArray(listed) ? listed : []).map((_, index) => [...list, index, 'courier']);
  });
  const known = keysAt(values, ['couriers']);
  const twice = groups.flatMap((paths) => {
    const names = paths.map((path) => valueAt(values, path));
    return paths.filter((_, index) => typeof names[index] === 'string' && names.indexOf(names[index]) < index);
  });
  return [
    ...unknownNames(source, found, { paths: groups.flat(), kind: 'courier', known }),
    ...twice.map((path) => ({ ...placeOf(source, path, 'value'), text: `${path.join('.')} stands there twice` })),
  ];
}
