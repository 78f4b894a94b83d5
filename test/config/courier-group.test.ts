import { changedKeys, configJsonSchema, findImport, fingerprint, groupTerms } from '../../src/config';
import { wantedSchedules } from '../../src/runs/wanted-schedules';
import { configFile, placeIn, replaced } from './config-file';
import { goodCouriers } from './courier-file';
import { takes } from './json-schema-check';

const { load, refusal } = configFile();
const problemsOf = (text: string) => refusal(text)?.problems.join('\n');

const connections = `connections:
  bucket: { type: s3, bucket: optimizely-events-data, prefix: v1/, region: us-east-1, credentials: { type: default } }
  tables: { type: duckdb, path: warehouse.duckdb }
  archive: { type: postgres, url: postgres://127.0.0.1:5432/rows }
`;
const groups = `courierGroups:
  crm:
    couriers: [ { courier: optimizely } ]
  optimizely:
    enabled: true
    schedule: { cron: "30 8 * * *", timeZone: America/New_York, fileDates: schedule }
    couriers: [ { courier: optimizely, offset: 24h, wait: 2h, onMissing: { notify: true, stop: false } } ]
    after: [ { group: crm, offset: 24h, wait: 1h } ]
    runtimeAlert: 2h
    runType: load-only
    onlyPastDay: true
`;
const good = connections + goodCouriers + groups;

function groupOf(text = good, name = 'group/optimizely') {
  const settings = findImport(load(text), name);
  if (settings.type !== 'courier-group') throw new Error(`it is ${settings.type}`);
  return settings;
}

test('a group may bear the name of a courier, and is an import as group/<name>', () => {
  const hour = 3_600_000;
  expect(groupOf()).toMatchObject({
    ...{ title: 'optimizely', fileZone: 'America/New_York', onlyPastDay: true, runType: 'load-only' },
    couriers: [
      { courier: 'optimizely', offsetMs: 24 * hour, waitMs: 2 * hour, onMissing: { notify: true, stop: false } },
    ],
    after: [{ group: 'crm', offsetMs: 24 * hour, waitMs: hour, requireRows: false }],
    runtimeAlert: 2 * hour,
  });
  const crm = groupOf(good, 'group/crm');
  expect(crm).toMatchObject({
    ...{ enabled: true, fileZone: 'UTC', runType: 'full', onlyPastDay: false, after: [] },
    couriers: [{ courier: 'optimizely', offsetMs: 0, onMissing: { notify: true, stop: true } }],
  });
  expect(crm.schedule).toBeUndefined();
  expect(load(good).courierGroups.optimizely).toMatchObject({ enabled: true, schedule: { fileDates: 'schedule' } });
});

test('its schedule starts group/<name>; one that is not enabled has none, and its windows are the same', () => {
  const [wanted, ...others] = wantedSchedules(load(good));
  expect(others).toEqual([]);
  expect(wanted).toMatchObject({
    id: 'group/optimizely',
    schedule: { cron: '30 8 * * *', timeZone: 'America/New_York', overlap: 'skip' },
    start: { workflowType: 'courierGroup', workflowId: 'group/optimizely', input: { import: 'group/optimizely' } },
  });
  expect(Object.keys(wanted?.schedule ?? {})).not.toContain('fileDates');
  const disabled = replaced(good, 'enabled: true', 'enabled: false');
  expect(wantedSchedules(load(disabled))).toEqual([]);
  expect(groupTerms(load(disabled), groupOf(disabled))).toEqual(groupTerms(load(good), groupOf()));
});

test.each([
  [
    'courier: optimizely, offset',
    'courier: optimizly, offset',
    'optimizly',
    '`optimizly` is no courier of this file: did you mean `optimizely`?',
  ],
  ['group: crm', 'group: crn', 'crn', '`crn` is no courier group of this file: did you mean `crm`?'],
  [
    '[ { courier: optimizely } ]',
    '[ { courier: optimizely } ]\n    after: [ { group: optimizely } ]',
    'crm',
    'would wait for',
  ],
  [
    '[ { courier: optimizely } ]',
    '[ { courier: optimizely }, { courier: optimizely } ]',
    '',
    'couriers.1.courier stands there twice',
  ],
  ['[ { courier: optimizely } ]', '[]', '', 'must have at least one courier'],
  ['cron: "30 8 * * *"', 'cron: "30 8 * *"', '', 'must be a cron expression'],
  ['runType: load-only', 'runType: refresh', '', 'must be one of full, load-only'],
  ['fileDates: schedule', 'fileDates: zone', '', 'must be one of UTC, schedule'],
  ['runtimeAlert: 2h', 'runtimeAlert: 2 hours', '', 'must be a length of time'],
])('%s as %s is refused, with its place', (from, to, _, text) => {
  const wrong = replaced(good, from, to);
  expect(problemsOf(wrong)).toMatch(/^\d+:\d+: courierGroups\./);
  expect(problemsOf(wrong)).toContain(text);
});

test('the place of an unknown courier is that of its name', () => {
  const wrong = replaced(good, 'courier: optimizely, offset', 'courier: optimizly, offset');
  expect(problemsOf(wrong)).toContain(`${placeIn(wrong, 'optimizly,')}: courierGroups.optimizely.couriers.0.courier:`);
});

test('imports wait for a group, and a courier cannot wait for a group that it is in', () => {
  const waits = replaced(good, '    wait: 2h\n', '    wait: 2h\n    dependsOn: [ { group: crm } ]\n');
  expect(problemsOf(waits)).toContain('none could ever begin');
  const unknown = replaced(good, '    wait: 2h\n', '    wait: 2h\n    dependsOn: [ { group: crn } ]\n');
  expect(problemsOf(unknown)).toContain('`crn` is no courier group of this file: did you mean `crm`?');
});

test('the schedule may change while a run works, and nothing else', () => {
  const of = (text: string) => fingerprint(load(text), 'group/optimizely');
  expect(changedKeys(of(good), of(replaced(good, '30 8 * * *', '30 9 * * *')))).toEqual([]);
  expect(changedKeys(of(good), of(replaced(good, 'offset: 24h, wait: 2h', 'offset: 25h, wait: 2h')))).toEqual([
    'couriers',
  ]);
});

test('the JSON Schema takes groups as they are written, and refuses what is not theirs', () => {
  const schema = configJsonSchema();
  const group = { couriers: [{ courier: 'shop', offset: '24h' }], schedule: { cron: '0 6 * * *' } };
  expect(takes(schema, { courierGroups: { shop: group } })).toBe(true);
  expect(takes(schema, { courierGroups: { shop: { ...group, runtimealert: '2h' } } })).toBe(false);
  expect(takes(schema, { courierGroups: { shop: { ...group, runType: 'refresh' } } })).toBe(false);
});
