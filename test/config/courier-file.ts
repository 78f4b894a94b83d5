import { z } from 'zod';
import { checkValues } from '../../src/config/check-values';
import { courierSections } from '../../src/config/courier-sections';
import { resolveValues } from '../../src/config/resolve-values';
import { wrongFeeds } from '../../src/config/wrong-feeds';
import { wrongTags } from '../../src/config/wrong-tags';
import { readYaml } from '../../src/config/yaml-source';

const file = z.strictObject(courierSections);

/** Couriers and feeds without a fault, as JSON that people have and as YAML. */
export const goodCouriers = `feeds:
  "Optimizely:Decisions":
    table: tables
    id: df-5L6d1veh
    primaryKey: [uuid]
    lastUpdated: process_timestamp
    fields:
      uuid: { type: string, required: true }
      process_timestamp: { type: datetime }
      visitor_id: { type: string, from: Visitor Id }
      price: { type: decimal, scale: 2 }
      day: { type: date, format: yyyy-MM-dd }
      attributes: { type: nested }
    required: [process_timestamp]
    semanticTags: { visitor_id: fk-visitor }
  "Optimizely:Conversions":
    table: tables
    primaryKey: [uuid, visitor_id]
    fields: { uuid: { type: string }, visitor_id: { type: string, tag: email } }
couriers:
  optimizely:
    source: bucket
    entities: [
      {
        "object/type": "file",
        "object/file-pattern": "'type=decisions/date='yyyy-MM-dd'/experiment=*/*.parquet'",
        "object/land-as": { "file/tag": "decisions", "file/content-type": "application/x-parquet" }
      },
      {
        "object/type": "archive",
        "object/optional": true,
        "object/file-pattern": "'in/'yyyyMMdd'.zip'",
        "archive/skip-missing-contents": true,
        "archive/contents": {
          "ArchiveName/files_*.csv": {
            "subobject/land-as": {
              "file/tag": "conversions",
              "file/content-type": "text/csv",
              "file/header-rows": 0,
              "file/separator": ";",
              "file/quote": "'"
            }
          }
        }
      }
    ]
    ready: { decisions: "'type=decisions/date='yyyy-MM-dd'/_SUCCESS'" }
    lookBack: 3d
    wait: 2h
    loadOperations: {
      "df-5L6d1veh": [ { "type": "load", "file": "decisions" } ],
      "Optimizely:Conversions": [ { "type": "load", "file": "conversions" }, { "type": "truncate" } ]
    }
`;

export interface CheckedCouriers {
  readonly parsed: z.output<typeof file> | undefined;
  /** `line:column: text`, in the order of the file. */
  readonly problems: readonly string[];
}

/** What is made of a file of couriers and feeds, and what is wrong with it. */
export function checkCouriers(text: string, variables: Readonly<Record<string, string>> = {}): CheckedCouriers {
  const source = readYaml(text, 'longshore.yaml');
  const { parsed, problems, values } = checkValues(
    file,
    source,
    resolveValues(source, new Map(Object.entries(variables))),
  );
  const inOrder = [...problems, ...wrongFeeds(source, values), ...wrongTags(source, values)].toSorted(
    (a, b) => a.line - b.line || a.column - b.column,
  );
  return { parsed, problems: inOrder.map(({ line, column, text: told }) => `${line}:${column}: ${told}`) };
}
