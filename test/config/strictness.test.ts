import { connectionTypes } from '../../src/config/connection';
import { connectionsOfImports } from '../../src/config/import';
import { configFile, goodFile, placeIn, replaced } from './config-file';

const { refusal } = configFile();

describe('a key that does not exist', () => {
  test.each([
    ['steps: { target', 'stpes: { target', 'stpes', 'the file', 'steps'],
    ['container:', 'contaner:', 'contaner', 'connections.stores', 'container'],
    ['region:', 'Region:', 'Region', 'connections.odp', 'region'],
    ['clientSecret:', 'clientsecret:', 'clientsecret', 'connections.stores.credentials', 'clientSecret'],
    ['batchSize:', 'batchsize:', 'batchsize', 'imports.offline-stores', 'batchSize'],
    ['timeZone:', 'timezone:', 'timezone', 'imports.offline-stores.schedule', 'timeZone'],
    ['path: left', 'pth: left', 'pth', 'storage', 'path'],
    ['target: 20s', 'targte: 20s', 'targte', 'steps', 'target'],
    ['type: azure-blob', 'tpye: azure-blob', 'tpye', 'connections.stores', 'type'],
    ['type: client-secret', 'typ: client-secret', 'typ', 'connections.stores.credentials', 'type'],
    ['type: files-to-odp', 'Type: files-to-odp', 'Type', 'imports.offline-stores', 'type'],
    ['type: directory', 'tipe: directory', 'tipe', 'storage', 'type'],
  ])('%s → %s is told with its place and the nearest word, once', (good, wrong, key, section, meant) => {
    const text = replaced(goodFile, good, wrong);
    expect(refusal(text)).toMatchObject({
      code: 'config-invalid',
      problems: [`${placeIn(text, wrong)}: \`${key}\` is not a key of ${section}: did you mean \`${meant}\`?`],
    });
  });

  test('that is near to none is told with all there are', () => {
    const text = `${goodFile}zzz: 1\n`;
    expect(refusal(text)?.problems).toEqual([
      `${placeIn(text, 'zzz')}: \`zzz\` is not a key of the file: its keys are taskQueue, connections, imports, feeds, couriers, courierGroups, endPoints, batchJobs, storage, bookmarks, places, gateway, notifications, webUi, steps`,
    ]);
  });

  test('that is near to one that is there does not hide what is wrong with that one', () => {
    const text = replaced(goodFile, 'batchSize: 50', 'batchSize: 0\n    batchSizes: 50');
    expect(refusal(text)?.problems).toEqual([
      expect.stringContaining('batchSize must be a whole number from 1 to 500'),
      expect.stringContaining('`batchSizes` is not a key of imports.offline-stores: did you mean `batchSize`?'),
    ]);
  });

  test('without a colon is told without its name, for it may be the rest of a secret', () => {
    const text = replaced(goodFile, 'clientSecret: s', 'clientSecret: sec,ret');
    expect(refusal(text)?.problems).toEqual([
      `${placeIn(text, 'ret }')}: a key without a colon: put a value that holds a comma in quotes`,
    ]);
  });
});

describe('a value that is not right', () => {
  const blob = 'connections.stores';
  const odp = 'connections.odp';
  const stores = 'imports.offline-stores';
  const whole = (most: number) => `must be a whole number from 1 to ${most}`;
  const time = 'must be a length of time such as 20s, 5m or 2h30m';
  const map = 'must be a map of keys and values';
  // Couriers and groups of them have sections of their own.
  const importTypes = Object.keys(connectionsOfImports).filter((type) => !type.startsWith('courier'));
  const credentialTypes = 'must be one of client-secret, connection-string, shared-key, sas, default';

  test.each([
    [
      'type: azure-blob',
      'azur-blob',
      `${blob}.type must be one of ${connectionTypes.join(', ')}; did you mean \`azure-blob\`?`,
    ],
    ['type: client-secret', 'secret', `${blob}.credentials.type ${credentialTypes}; did you mean \`client-secret\`?`],
    [
      'type: files-to-odp',
      'file-to-odp',
      `${stores}.type must be one of ${importTypes.join(', ')}; did you mean \`files-to-odp\`?`,
    ],
    ['type: directory', 'bucket', 'storage.type must be one of directory, s3, azure-blob'],
    ['accountName: mystorageaccount', 'My-Account', `${blob}.accountName must be a storage account's name: 3 to 24`],
    ['container: offline-stores', 'a--b', `${blob}.container must be a container's name: 3 to 63`],
    ['container: offline-stores', 'a'.repeat(64), `${blob}.container must be a container's name: 3 to 63`],
    ['tenantId: t', '12', `${blob}.credentials.tenantId must be a text; put it in quotes`],
    ['clientId: c', '""', `${blob}.credentials.clientId must not be empty`],
    ['clientId: c', '[c]', `${blob}.credentials.clientId must be a text`],
    ['apiKey: k', '"k k"', `${odp}.apiKey must be an API key: one word, without spaces or line breaks`],
    ['region: us', 'US', `${odp}.region must be one of us, eu, au; did you mean \`us\`?`],
    ['region: us', 'us, baseUrl: api.example.com', `${odp}.baseUrl must be a full address that begins with https://`],
    ['object: stores', 'true', `${stores}.object must be a text; put it in quotes`],
    ['key: store_id', 'storeid', `${stores}.key must be one of the fields; did you mean \`store_id\`?`],
    ['fields: { store_id: id, store_name: name }', '{}', `${stores}.fields must map at least the key`],
    ['fields: { store_id: id, store_name: name }', 'id', `${stores}.fields ${map}`],
    ['store_name: name', '7', `${stores}.fields.store_name must be a text; put it in quotes`],
    ['batchSize: 50', '501', `${stores}.batchSize ${whole(500)}`],
    ['batchSize: 50', '1.5', `${stores}.batchSize ${whole(500)}`],
    ['batchSize: 50', '.nan', `${stores}.batchSize ${whole(500)}`],
    ['batchSize: 50', 'many', `${stores}.batchSize ${whole(500)}`],
    ['batchSize: 50', '5\n    concurrency: 33', `${stores}.concurrency ${whole(32)}`],
    ['batchSize: 50', '5\n    maxRejects: -1', `${stores}.maxRejects must be a whole number of at least 0`],
    ['batchSize: 50', '5\n    maxRejectRate: 5', `${stores}.maxRejectRate must be a number from 0 to 1: 0.05 is 5 %`],
    ['batchSize: 50', '5\n    nulls: keeps', `${stores}.nulls must be one of keep, clear; did you mean \`keep\`?`],
    ['batchSize: 50', '5\n    settle: 2', `${stores}.settle ${time}`],
    ['batchSize: 50', '5\n    giveUpAfter: 0s', `${stores}.giveUpAfter ${time}, and at least 1ms`],
    ['batchSize: 50', '5\n    schedule: 0 6 * * *', `${stores}.schedule ${map}`],
    ['target: 20s', '20 s', `steps.target ${time}, and at least 1ms`],
    ['target: 20s', '4000d', `steps.target ${time}, and at least 1ms`],
  ])('%s → %s', (good, value, problem) => {
    const key = good.slice(0, good.indexOf(':'));
    // The second schedule of a section would be a key that stands twice.
    const base = value.includes('schedule:') ? goodFile.replace(/ {4}schedule: .*\n/, '') : goodFile;
    const text = replaced(base, good, `${key}: ${value}`);
    const told = refusal(text)?.problems ?? [];
    expect(told).toHaveLength(1);
    const last = value.slice(value.lastIndexOf(': ') === -1 ? 0 : value.lastIndexOf(': ') + 2);
    const before = text
      .slice(0, text.indexOf(`${key}: ${value}`) + `${key}: ${value}`.length - last.length)
      .split('\n');
    expect(told[0]).toContain(`${before.length}:${(before.at(-1) ?? '').length + 1}: ${problem}`);
  });

  test('of the wrong kind at the top is told for each section', () => {
    expect(refusal('imports: [a]\nconnections: 5\nstorage: x\nsteps: []\ntaskQueue: 3\n')?.problems).toEqual([
      `1:10: imports ${map}`,
      `2:14: connections ${map}`,
      `3:10: storage ${map}`,
      `4:8: steps ${map}`,
      '5:12: taskQueue must be a text; put it in quotes',
    ]);
  });

  test('that is empty stands where its key stands', () => {
    const text = replaced(replaced(goodFile, 'object: stores', 'object:'), 'region: us', 'region: ');
    expect(refusal(text)?.problems).toEqual([
      `${placeIn(text, 'region:')}: connections.odp.region is empty: it must be one of us, eu, au`,
      `${placeIn(text, 'object:')}: imports.offline-stores.object is empty: it must be a text`,
    ]);
  });

  test('that comes from a variable is told by the name of the variable', () => {
    const text = replaced(goodFile, 'region: us', 'region: "${A}-${B}"');
    expect(refusal(text, { A: 'u', B: 's' })?.problems).toEqual([
      `${placeIn(text, '"${A}')}: connections.odp.region: the values of \${A} and \${B} must be one of us, eu, au`,
    ]);
  });
});

test.each([
  ['    container: offline-stores\n', 'container', 'connections.stores', '  stores:', 'must be a text'],
  ['apiKey: k, ', 'apiKey', 'connections.odp', '  odp:', 'must be a text'],
  ['    key: store_id\n', 'key', 'imports.offline-stores', '  offline-stores:', 'must be a text'],
  ['cron: 0 6 * * *, ', 'cron', 'imports.offline-stores.schedule', '    schedule:', 'must be a text'],
  ['    type: azure-blob\n', 'type', 'connections.stores', '  stores:', `must be one of ${connectionTypes.join(', ')}`],
  ['type: directory, ', 'type', 'storage', 'storage:', 'must be one of directory, s3, azure-blob'],
])('without %j it is told what is missing, where its section stands', (part, key, section, at, expected) => {
  const text = replaced(goodFile, part, '');
  const [line, column] = placeIn(text, `\n${at}`).split(':').map(Number);
  expect(column).toBeDefined();
  const place = `${(line ?? 0) + 1}:${at.length - at.trimStart().length + 1}`;
  expect(refusal(text)?.problems).toEqual([`${place}: \`${key}\` is missing in ${section}: it ${expected}`]);
});

test.each(['a b', 'a/b', '-a', 'ü', '', 'a'.repeat(101)])('%j cannot be the name of an import', (name) => {
  const text = replaced(goodFile, '  offline-stores:', `  "${name}":`);
  expect(refusal(text)?.problems).toEqual([
    `${placeIn(text, `"${name}":`)}: \`${name}\` in imports is not a name that can be used: up to 100 letters, digits, \`-\`, \`_\` and \`.\`, the first a letter or a digit`,
  ]);
});

test('a wrong key is told as such, whatever stands under it', () => {
  const text = replaced(goodFile, 'store_name: name', '"": "${NAME}"');
  const at = placeIn(text, '"": "');
  const expected = [`${at}: \`\` in imports.offline-stores.fields is no name of a destination field`];
  expect(refusal(text, { NAME: 'name' })?.problems).toEqual(expected);
  expect(refusal(replaced(text, '"${NAME}"', ''))?.problems).toContain(expected[0]);
});

test('an account is named by its name or by an address, and not by both', () => {
  const neither = replaced(goodFile, '    accountName: mystorageaccount\n', '');
  const both = replaced(goodFile, 'accountName:', 'endpoint: http://127.0.0.1:1\n    accountName:');
  for (const text of [neither, both]) {
    expect(refusal(text)?.problems).toEqual([
      `${placeIn(text, 'type: azure-blob')}: connections.stores must have either accountName or endpoint, and not both`,
    ]);
  }
  const inString = replaced(
    goodFile,
    '{ type: client-secret, tenantId: t, clientId: c, clientSecret: s }',
    '{ type: connection-string, connectionString: s }',
  );
  expect(refusal(inString)?.problems).toEqual([
    expect.stringContaining('connections.stores must have neither accountName nor endpoint'),
  ]);
  expect(refusal(replaced(inString, '    accountName: mystorageaccount\n', ''))).toBeUndefined();
});

test('what is wrong in a section does not hide what is wrong across its keys', () => {
  const fields = replaced(goodFile, 'store_id: id, store_name: name', 'store_id: 5, store_name:');
  const told = (text: string) => refusal(text)?.problems.map((problem) => problem.replace(/^[\d:]+ |[:;].*/g, ''));
  const ofFields = ['fields.store_id must be a text', 'fields.store_name is empty'].map(
    (it) => `imports.offline-stores.${it}`,
  );
  expect(told(fields)).toEqual(ofFields);
  expect(told(replaced(fields, 'key: store_id', 'key: id'))).toEqual([
    'imports.offline-stores.key must be one of the fields',
    ...ofFields,
  ]);
});

test('all that is wrong is told in one go, in the order of the file', () => {
  const text = goodFile
    .replace('accountName: mystorageaccount\n', 'prefx: x\n')
    .replace('container: offline-stores', 'container: F')
    .replace('clientSecret: s', 'clientSecrt: s')
    .replace('region: us', 'region: uk')
    .replace('destination: odp', 'destination: odq')
    .replace('key: store_id', 'key: id')
    .replace('batchSize: 50', 'batchSize: 0')
    .replace('0 6 * * *', '0 0 6 * * *')
    .replace('Europe/Berlin', 'Europe/Berln')
    .replace('target: 20s', 'target: soon')
    .concat('more: 1\n');
  const problems = refusal(text)?.problems ?? [];
  expect(problems.map((problem) => problem.replace(/^[\d:]+ /, '').slice(0, 45))).toEqual([
    'connections.stores must have either accountNa',
    '`prefx` is not a key of connections.stores: i',
    'connections.stores.container must be a contai',
    '`clientSecrt` is not a key of connections.sto',
    'connections.odp.region must be one of us, eu,',
    'imports.offline-stores.destination: `odq` is ',
    'imports.offline-stores.key must be one of the',
    'imports.offline-stores.batchSize must be a wh',
    'imports.offline-stores.schedule.cron has 6 fi',
    'imports.offline-stores.schedule.timeZone must',
    'steps.target must be a length of time such as',
    '`more` is not a key of the file: its keys are',
  ]);
});
