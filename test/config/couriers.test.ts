import { parse, stringify } from 'yaml';
import { z } from 'zod';
import type { CourierConfig } from '../../src/config/courier';
import { courierSections } from '../../src/config/courier-sections';
import { courierWarnings } from '../../src/config/courier-warnings';
import { loadPlanOf } from '../../src/config/load-operations';
import { placeIn, replaced } from './config-file';
import { checkCouriers, goodCouriers } from './courier-file';
import { takes } from './json-schema-check';

function theCourier(text: string): CourierConfig {
  const { parsed, problems } = checkCouriers(text);
  expect(problems).toEqual([]);
  const { optimizely } = parsed?.couriers ?? {};
  if (optimizely === undefined) throw new Error('there is no courier optimizely');
  return optimizely;
}

const decisions = {
  type: 'file',
  pattern: "'type=decisions/date='yyyy-MM-dd'/experiment=*/*.parquet'",
  required: true,
  landAs: { tag: 'decisions', contentType: 'application/x-parquet' },
};

test('a courier with a list of entities as people have it', () => {
  expect(theCourier(goodCouriers)).toEqual({
    source: 'bucket',
    entities: [
      decisions,
      {
        type: 'archive',
        pattern: "'in/'yyyyMMdd'.zip'",
        required: false,
        contents: [
          {
            name: 'ArchiveName/files_*.csv',
            landAs: { tag: 'conversions', contentType: 'text/csv', headerRows: 0, separator: ';', quote: "'" },
          },
        ],
        skipMissing: true,
      },
    ],
    ready: { decisions: "'type=decisions/date='yyyy-MM-dd'/_SUCCESS'" },
    quotedDates: false,
    lookBackDays: 3,
    waitMs: 7_200_000,
    resolveWithinMs: 0,
    landedForMs: 604_800_000,
    giveUpAfterMs: 86_400_000,
    records: 'rows',
    dependsOn: [],
    loadOperations: {
      'df-5L6d1veh': [{ type: 'load', file: 'decisions' }],
      'Optimizely:Conversions': [{ type: 'load', file: 'conversions' }, { type: 'truncate' }],
    },
  });
});

const inYaml = `couriers:
  optimizely:
    source: bucket
    entities:
      - object/type: file
        object/file-pattern: "'type=decisions/date='yyyy-MM-dd'/experiment=*/*.parquet'"
        object/land-as:
          file/tag: decisions
          file/content-type: application/x-parquet
    loadOperations: {}
`;

test('the same in YAML, and what may be left out', () => {
  expect(theCourier(inYaml)).toEqual({
    source: 'bucket',
    entities: [decisions],
    quotedDates: false,
    lookBackDays: 0,
    waitMs: 0,
    resolveWithinMs: 0,
    landedForMs: 604_800_000,
    giveUpAfterMs: 86_400_000,
    records: 'rows',
    dependsOn: [],
    loadOperations: {},
  });
});

test('an archive whose files are all alike, and what is skipped said beside the contents or among them', () => {
  const archive = (more: string) =>
    inYaml
      .replace('object/type: file', 'object/type: archive')
      .replace('/experiment=*/*.parquet', '.tar.gz')
      .replace('        object/land-as:', `${more}        object/land-as:`);
  const [entity] = theCourier(archive('')).entities;
  expect(entity).toMatchObject({ contents: [{ name: undefined, landAs: { tag: 'decisions' } }], skipMissing: false });
  const within = replaced(
    goodCouriers,
    `"archive/skip-missing-contents": true,
        "archive/contents": {`,
    '"archive/contents": { "archive/skip-missing-contents": true,',
  );
  expect(theCourier(within)).toEqual(theCourier(goodCouriers));
});

test('one marker for all', () => {
  const one = replaced(goodCouriers, "{ decisions: \"'type=decisions/date='yyyy-MM-dd'/_SUCCESS'\" }", '"done/"');
  expect(theCourier(one).ready).toBe('done/');
});

test('feeds, with what is said of a field in one place', () => {
  const { parsed, problems } = checkCouriers(goodCouriers);
  expect(problems).toEqual([]);
  expect(parsed?.feeds).toEqual({
    'Optimizely:Decisions': {
      table: 'tables',
      id: 'df-5L6d1veh',
      active: true,
      primaryKey: ['uuid'],
      lastUpdated: 'process_timestamp',
      fields: {
        uuid: { type: 'string', required: true },
        process_timestamp: { type: 'datetime', required: true },
        visitor_id: { type: 'string', from: 'Visitor Id', required: false, tag: 'fk-visitor' },
        price: { type: 'decimal', scale: 2, required: false },
        day: { type: 'date', format: 'yyyy-MM-dd', required: false },
        attributes: { type: 'nested', required: false },
      },
      errorThreshold: 1,
      stitch: false,
      onDrift: 'accept',
    },
    'Optimizely:Conversions': {
      table: 'tables',
      active: true,
      primaryKey: ['uuid', 'visitor_id'],
      lastUpdated: 'generated',
      fields: {
        uuid: { type: 'string', required: false },
        visitor_id: { type: 'string', required: false, tag: 'email' },
      },
      errorThreshold: 1,
      stitch: false,
      onDrift: 'accept',
    },
  });
});

test('wherever truncate stands, it is first', () => {
  expect(loadPlanOf([{ type: 'load', file: 'b' }, { type: 'truncate' }, { type: 'load', file: 'a' }])).toEqual({
    truncate: true,
    tags: ['b', 'a'],
  });
  expect(loadPlanOf([{ type: 'load', file: 'a' }])).toEqual({ truncate: false, tags: ['a'] });
});

describe('what is wrong is told with its place', () => {
  const courier = 'couriers.optimizely';
  const first = `${courier}.entities.0`;
  const inArchive = `${courier}.entities.1.archive/contents.ArchiveName/files_*.csv`;
  const feed = 'feeds.Optimizely:Decisions';
  const pattern = "\"'type=decisions/date='yyyy-MM-dd'/experiment=*/*.parquet'\"";
  const letters = 'must have nothing but yyyy, MM and dd for letters outside of quotes, and has others at character';

  test.each([
    // part of the file, what stands there instead, where it is told, what is told
    [
      '"object/optional":',
      '"object/optinal":',
      '"object/optinal"',
      `\`object/optinal\` is not a key of ${courier}.entities.1: did you mean \`object/optional\`?`,
    ],
    [
      '"object/type": "file"',
      '"object/tpe": "file"',
      '"object/tpe"',
      `\`object/tpe\` is not a key of ${first}: did you mean \`object/type\`?`,
    ],
    [
      '"object/type": "file"',
      '"object/type": "flie"',
      '"flie"',
      `${first}.object/type must be one of file, archive; did you mean \`file\`?`,
    ],
    [
      '"object/type": "archive"',
      '"object/type": "file"',
      '"archive/skip-missing-contents"',
      `\`archive/skip-missing-contents\` is not a key of ${courier}.entities.1: its keys are object/type, object/file-pattern, object/optional, object/land-as`,
    ],
    [
      pattern,
      '"type=decisions/date=YYYY-MM-DD/*.parquet"',
      '"type=decisions/date=',
      `${first}.object/file-pattern ${letters} 1; \`t\` is no part of a date: put text in quotes; did you mean \`'type=decisions/date='yyyy-MM-dd'/*.parquet'\`?`,
    ],
    [
      pattern,
      "\"'a_'yyyy-MM-DD'.parquet'\"",
      '"\'a_',
      `${first}.object/file-pattern ${letters} 13; \`DD\` is no part of a date: day of month is dd; did you mean \`'a_'yyyy-MM-dd'.parquet'\`?`,
    ],
    [pattern, '"\'a"', '"\'a"', `${first}.object/file-pattern must close the quote that opens at character 1`],
    [pattern, '"\'a.zip\'"', '"file",', `${first}.object/type must be archive, as the end of the pattern says`],
    [
      pattern,
      '"\'a_*.csv.gz\'"',
      '"application/x-parquet"',
      `${first}.object/land-as.file/content-type must be text/csv or text/tab-separated-values or text/pipe-separated-values, as the end of the pattern says`,
    ],
    [
      '"application/x-parquet"',
      '"application/parquet"',
      '"application/parquet"',
      `${first}.object/land-as.file/content-type must be one of text/csv, text/tab-separated-values, text/pipe-separated-values, application/x-parquet, application/avro, application/json, application/x-ndjson, application/x-json-stream, application/xml, application/ingest-pack+cbor; did you mean \`application/x-parquet\`?`,
    ],
    [
      '"application/x-parquet"',
      '"application/x-parquet", "file/separator": ";"',
      '";" }',
      `${first}.object/land-as.file/separator is for text with columns: text/csv, text/tab-separated-values and text/pipe-separated-values`,
    ],
    [
      '"file/separator": ";"',
      '"file/separator": "||"',
      '"||"',
      `${inArchive}.subobject/land-as.file/separator must be a single character`,
    ],
    [
      '"ArchiveName/files_*.csv": {',
      '"ArchiveName/files_*.csv:": {',
      '{\n            "subobject',
      `${courier}.entities.1.archive/contents.ArchiveName/files_*.csv: stands under a name that no file has; did you mean \`ArchiveName/files_*.csv\`?`,
    ],
    [
      '"archive/contents": {',
      '"object/land-as": { "file/tag": "a", "file/content-type": "text/csv" }, "archive/contents": {',
      '{\n        "object/type": "archive"',
      `${courier}.entities.1 must have either object/land-as or archive/contents, and not both`,
    ],
    ['lookBack: 3d', 'lookBack: 72h', '72h', `${courier}.lookBack must be a number of days such as 3d`],
    ['lookBack: 3d', 'lookBack: 3', '3\n', `${courier}.lookBack must be a number of days such as 3d; put it in quotes`],
    ['wait: 2h', 'wait: 2 h', '2 h', `${courier}.wait must be a length of time such as 20s, 5m or 2h30m`],
    [
      'ready: { decisions:',
      'ready: { decision:',
      'decision: ',
      `${courier}.ready.decision: \`decision\` is the tag of no entity: did you mean \`decisions\`?`,
    ],
    [
      '/_SUCCESS\'"',
      '/_SUCCESS"',
      "\"'type=decisions/date='yyyy-MM-dd'/_SUCCESS",
      `${courier}.ready.decisions must close the quote that opens at character 33`,
    ],
    [
      "{ decisions: \"'type=decisions/date='yyyy-MM-dd'/_SUCCESS'\" }",
      '[_SUCCESS]',
      '[_SUCCESS]',
      `${courier}.ready must be the pattern of a marker, or a map of tags and patterns`,
    ],
    [
      '"file": "decisions"',
      '"file": "decision"',
      '"decision" }',
      `${courier}.loadOperations.df-5L6d1veh.0.file: \`decision\` is the tag of no entity: did you mean \`decisions\`?`,
    ],
    [
      '"type": "truncate"',
      '"type": "trunc"',
      '"trunc"',
      `${courier}.loadOperations.Optimizely:Conversions.1.type must be one of load, truncate; did you mean \`truncate\`?`,
    ],
    [
      '[ { "type": "load", "file": "decisions" } ]',
      '[]',
      '[],',
      `${courier}.loadOperations.df-5L6d1veh must have an operation, such as { type: load, file: … }`,
    ],
    [
      '"df-5L6d1veh": [',
      '"df-5L6d1vhe": [',
      '"df-5L6d1vhe"',
      `${courier}.loadOperations.df-5L6d1vhe: no feed of this file has this name or id: did you mean \`df-5L6d1veh\`?`,
    ],
    [
      '"Optimizely:Conversions": [',
      '"Optimizely:Decisions": [',
      '"Optimizely:Decisions": [',
      `${courier}.loadOperations.Optimizely:Decisions: this feed stands there twice, as df-5L6d1veh too`,
    ],
    [
      'primaryKey: [uuid, visitor_id]',
      'id: df-5L6d1veh\n    primaryKey: [uuid, visitor_id]',
      'df-5L6d1veh\n    primaryKey: [uuid, visitor_id]',
      'feeds.Optimizely:Conversions.id must be an id that no other feed has, and Optimizely:Decisions has it',
    ],
    [
      '"Optimizely:Conversions":\n',
      '"Conversions":\n',
      '"Conversions":',
      '`Conversions` in feeds is not the name of a feed: <source>:<feed>, of letters, digits, spaces, `-`, `_` and `.`',
    ],
    ['id: df-5L6d1veh', 'id: 5L6d1veh', '5L6d1veh\n', `${feed}.id must be the id of a feed, such as df-5L6d1veh`],
    ['primaryKey: [uuid]', 'primaryKey: []', '[]', `${feed}.primaryKey must have at least one field`],
    [
      'primaryKey: [uuid]',
      'primaryKey: [UUID]',
      'UUID',
      `${feed}.primaryKey.0 must be one of the fields; did you mean \`uuid\`?`,
    ],
    [
      'primaryKey: [uuid]',
      'primaryKey: [attributes]',
      'attributes]',
      `${feed}.primaryKey.0 must not be a nested field`,
    ],
    [
      'primaryKey: [uuid]',
      'primaryKey: [uuid, uuid]',
      'uuid]\n    lastUpdated',
      `${feed}.primaryKey.1 stands there twice`,
    ],
    [
      'lastUpdated: process_timestamp',
      'lastUpdated: process_time',
      'process_time\n',
      `${feed}.lastUpdated must be generated, or one of the fields; did you mean \`process_timestamp\`?`,
    ],
    [
      'lastUpdated: process_timestamp',
      'lastUpdated: day',
      'day\n',
      `${feed}.lastUpdated must be a field of type integer or datetime; a date is too coarse`,
    ],
    [
      'price: { type: decimal',
      'price: { type: Decimal',
      'Decimal',
      `${feed}.fields.price.type must be one of boolean, date, datetime, decimal, float, integer, string, nested; did you mean \`decimal\`?`,
    ],
    ['scale: 2', 'scale: 38', '38 }', `${feed}.fields.price.scale must be a whole number from 0 to 37`],
    ['type: decimal', 'type: float', '2 }', `${feed}.fields.price.scale is for a decimal`],
    ['type: date,', 'type: string,', 'yyyy-MM-dd }', `${feed}.fields.day.format is for a date or a datetime`],
    [
      'price: {',
      'net price: {',
      'net price',
      `\`net price\` in ${feed}.fields is not the name of a field, which has only letters, digits and underscores: put what the file has under from`,
    ],
    [
      'price: {',
      'DAY: {',
      '{ type: date,',
      `${feed}.fields.day must have another name: DAY is the same but for its case`,
    ],
    [
      'required: [process_timestamp]',
      'required: [processtimestamp]',
      'processtimestamp',
      `${feed}.required.0 must be one of the fields; did you mean \`process_timestamp\`?`,
    ],
    [
      'semanticTags: { visitor_id: fk-visitor }',
      'semanticTags: { visitor: fk-visitor }',
      'fk-visitor',
      `${feed}.semanticTags.visitor stands under a name that no field has; did you mean \`visitor_id\`?`,
    ],
    [
      'visitor_id: fk-visitor',
      'visitor_id: fk_visitor',
      'fk_visitor',
      `${feed}.semanticTags.visitor_id must be a tag of lower-case letters, digits and hyphens, such as email, fk-visitor or txn-item/quantity; did you mean \`fk-visitor\`?`,
    ],
    [
      'from: Visitor Id }',
      'from: Visitor Id, tag: email }',
      'fk-visitor',
      `${feed}.semanticTags.visitor_id must be the tag that the field itself has`,
    ],
    [
      'table: tables\n    id',
      'tabel: tables\n    id',
      'tabel',
      `\`tabel\` is not a key of ${feed}: did you mean \`table\`?`,
    ],
    [
      'table: tables\n    id',
      'errorThreshold: 101\n    table: tables\n    id',
      '101',
      `${feed}.errorThreshold must be a whole number from 0 to 100`,
    ],
    [
      'table: tables\n    id',
      'onDrift: reject\n    table: tables\n    id',
      'reject',
      `${feed}.onDrift must be one of accept, refuse`,
    ],
  ])('%s → %s', (part, by, at, told) => {
    const text = replaced(goodCouriers, part, by);
    expect(checkCouriers(text).problems).toContainEqual(expect.stringMatching(/^\d+:\d+: /));
    expect(checkCouriers(text).problems).toContain(`${placeIn(text, at)}: ${told}`);
  });

  test('all of it in one go, in the order of the file', () => {
    const text = goodCouriers
      .replace('primaryKey: [uuid]', 'primaryKey: [uid]')
      .replace('"object/type": "archive"', '"object/type": "arcive"')
      .replace('"file": "decisions"', '"fil": "decisions"')
      .replace('lookBack: 3d', 'lookBack: soon')
      .replace('"df-5L6d1veh": [', '"df-nothing": [');
    expect(checkCouriers(text).problems.map((problem) => problem.replace(/^[\d:]+ |(?<=\w)[:;] .*/g, ''))).toEqual([
      'feeds.Optimizely:Decisions.primaryKey.0 must be one of the fields',
      'couriers.optimizely.entities.1.object/type must be one of file, archive',
      'couriers.optimizely.lookBack must be a number of days such as 3d',
      'couriers.optimizely.loadOperations.df-nothing',
      '`fil` is not a key of couriers.optimizely.loadOperations.df-nothing.0',
    ]);
  });

  test('a value that comes from a variable is not repeated', () => {
    const text = replaced(goodCouriers, '"file": "decisions"', '"file": "${TAG}"');
    const [problem, ...more] = checkCouriers(text, { TAG: 'canary-7' }).problems;
    expect(more).toEqual([]);
    expect(problem).toContain('the value of ${TAG} is the tag of no entity: there are decisions, conversions');
    expect(problem).not.toContain('canary-7');
    const pattern = replaced(goodCouriers, "\"'in/'yyyyMMdd'.zip'\"", '"${PATTERN}"');
    const told = checkCouriers(pattern, { PATTERN: 'canary-7/yyyy' }).problems.join('\n');
    expect(told).toContain('the value of ${PATTERN} must have nothing but yyyy, MM and dd');
    expect(told).not.toContain('canary-7');
  });
});

test('the value of a variable is in no message, wherever it stands', () => {
  const canary = 'canary7f3a';
  const isSection = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
  const pathsOf = (value: unknown, path: string[] = []): string[][] =>
    isSection(value) ? Object.entries(value).flatMap(([key, inner]) => pathsOf(inner, [...path, key])) : [path];
  let refused = 0;
  for (const path of pathsOf(parse(goodCouriers))) {
    for (const value of ['${SECRET}', "'a_'yyyy-${SECRET}", { value: '${SECRET}' }, ['${SECRET}']]) {
      const tree: unknown = parse(goodCouriers);
      const section = path.slice(0, -1).reduce<unknown>((inner, key) => (isSection(inner) ? inner[key] : {}), tree);
      if (isSection(section)) section[path.at(-1) ?? ''] = value;
      const { problems } = checkCouriers(stringify(tree), { SECRET: canary });
      expect(problems.join('\n')).not.toContain(canary);
      if (problems.length > 0) refused += 1;
    }
  }
  expect(refused).toBeGreaterThan(100);
});

test.each(['df-xxxxxx', 'df-XXXX'])('%s may be saved in place of the id of a feed', (placeholder) => {
  expect(checkCouriers(replaced(goodCouriers, '"df-5L6d1veh": [', `"${placeholder}": [`)).problems).toEqual([]);
});

test('files that no load reads may be landed, and not loaded', () => {
  const avro = replaced(replaced(goodCouriers, '*.parquet', '*.avro'), '"application/x-parquet"', '"application/avro"');
  expect(checkCouriers(avro).problems).toEqual([
    expect.stringContaining(
      'couriers.optimizely.loadOperations.df-5L6d1veh.0.file must be the tag of files that can be loaded: text/csv,',
    ),
  ]);
  const landed = replaced(avro, '"df-5L6d1veh": [ { "type": "load", "file": "decisions" } ],', '');
  expect(checkCouriers(landed).problems).toEqual([]);
});

describe('warned of', () => {
  test('nothing, where all is as it should be', () => {
    expect(courierWarnings(theCourier(replaced(goodCouriers, ', { "type": "truncate" }', '')))).toEqual([]);
    expect(courierWarnings(theCourier(inYaml))).toEqual([]);
  });

  test('truncate together with files of certain days', () => {
    expect(courierWarnings(theCourier(goodCouriers))).toEqual([
      'The feed Optimizely:Conversions is truncated before each load, and its files are those of certain days: only what the last window brings is kept. Use load alone.',
    ]);
    const undated = replaced(goodCouriers, "'in/'yyyyMMdd'.zip'", "'in/all.zip'");
    expect(courierWarnings(theCourier(undated))).toEqual([]);
  });

  test('dates in quotes, unless they are read as dates', () => {
    const published = replaced(
      inYaml,
      "'type=decisions/date='yyyy-MM-dd'/experiment=*/*.parquet'",
      "'/path/to/decisions_YYYY-MM-DD.parquet'",
    );
    expect(courierWarnings(theCourier(published))).toEqual([
      "The pattern `'/path/to/decisions_YYYY-MM-DD.parquet'`: `YYYY-MM-DD` stands in quotes and is no date: files are looked for that have it in their name as it is. Did you mean `'path/to/decisions_'yyyy-MM-dd'.parquet'`?",
    ]);
    const meant = replaced(published, 'source: bucket', 'source: bucket\n    quotedDates: true');
    expect(courierWarnings(theCourier(meant))).toEqual([]);
    const marker = replaced(inYaml, 'source: bucket', 'source: bucket\n    ready: "\'YYYY/_SUCCESS\'"');
    expect(courierWarnings(theCourier(marker))).toEqual([expect.stringContaining("Did you mean `yyyy'/_SUCCESS'`?")]);
  });

  test('files that no operation loads, and placeholders', () => {
    const text = replaced(
      goodCouriers,
      '"Optimizely:Conversions": [ { "type": "load", "file": "conversions" }, { "type": "truncate" } ]',
      '"df-xxxxxx": [ { "type": "load", "file": "decisions" } ]',
    );
    expect(courierWarnings(theCourier(text))).toEqual([
      'The feed df-xxxxxx is a placeholder: files are landed, and then the run fails.',
      'The files of the tag conversions are landed, and no operation loads them.',
    ]);
  });
});

test('the JSON Schema of the sections takes what they take', () => {
  const { $schema, ...schema } = z.toJSONSchema(z.strictObject(courierSections), { io: 'input' });
  const json = JSON.parse(JSON.stringify(schema)) as Record<string, unknown>;
  expect(takes(json, parse(goodCouriers))).toBe(true);
  expect(takes(json, parse(inYaml))).toBe(true);
  expect(takes(json, parse(replaced(goodCouriers, '"object/optional"', '"object/optinal"')))).toBe(false);
  expect(takes(json, parse(replaced(goodCouriers, '"type": "truncate"', '"type": "trunc"')))).toBe(false);
});
