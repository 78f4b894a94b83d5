import { LongshoreError } from '../contract/failure';
import { parseRecordPath } from '../contract/record-path';
import { compileRecordPath } from './compile-record-path';
import type { Mapped } from './mapped';
import { type OdpFieldRules, odpFieldWriter } from './odp-field';
import type { OdpValue } from './odp-value';

/** How source records become objects of ODP. */
export interface OdpMapping extends OdpFieldRules {
  /** Destination field → path in the source record, as `parseRecordPath` reads it. The key is one of them. */
  readonly fields: Readonly<Record<string, string>>;
}

/**
 * Makes the mapping's function, once for a step. It is pure and never throws; of several problems it tells the first in
 * the order of the fields. Throws `config-invalid` for a path that is none and a key that is not mapped.
 */
export function compileOdpMapping(mapping: OdpMapping): (record: Record<string, unknown>) => Mapped {
  const plans = Object.entries(mapping.fields).map(([name, path]) => ({
    writer: odpFieldWriter(mapping, name),
    read: compileRecordPath(parseRecordPath(path)),
  }));
  if (!plans.some(({ writer }) => writer.isKey)) {
    throw new LongshoreError('config-invalid', `The key ${mapping.key} is not one of the mapped fields.`, {
      remedy: 'Add it under fields, with the path of the key in the source.',
    });
  }

  return (record) => {
    const object: Record<string, OdpValue> = {};
    for (const { writer, read } of plans) {
      const problem = writer.write(object, read(record));
      if (problem) return { problem };
    }
    return { key: String(object[mapping.key]), object };
  };
}
