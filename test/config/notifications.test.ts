import { changedKeys, chosenNotifications, fingerprint } from '../../src/config';
import { configFile, goodFile, placeIn, replaced } from './config-file';

const { load, refusal } = configFile();

const channels = `notifications:
  channels:
    ops: { type: email, connection: mail, to: [ops@example.com, boss@example.com], from: longshore@example.com }
    chat: { type: webhook, url: "\${CHAT_URL}", format: slack }
    events: { type: webhook, url: https://example.com/hook, secret: 0123456789abcdef }
  rejectsOver: 10
webUi: http://localhost:8233
`;
const file = `${replaced(goodFile, 'imports:\n', '  mail: { type: smtp, host: mail.example.com }\nimports:\n')}${channels}`;
const env = { CHAT_URL: 'https://hooks.example.com/canary-hook-url' };
const ofStores = (settings: string) => replaced(file, '    batchSize: 50\n', `    batchSize: 50\n    ${settings}\n`);
const chosen = (text: string) => {
  const { notifications, imports } = load(text, env);
  return chosenNotifications(notifications, imports['offline-stores']?.notifications);
};

test('without a section nothing is told', () => {
  expect(chosenNotifications(load(goodFile).notifications).channels).toEqual([]);
});

test('what somebody should look at goes to all channels, where nothing else is said', () => {
  expect(chosen(file)).toEqual({
    channels: ['ops', 'chat', 'events'],
    events: ['failed', 'skipped', 'rejects', 'missing-file', 'runtime-exceeded', 'recovered', 'schedule-missed'],
    rejectsOver: 10,
    rejectRateOver: undefined,
  });
  expect(chosen(replaced(file, '  rejectsOver: 10\n', ''))).toMatchObject({
    rejectsOver: undefined,
    rejectRateOver: 0.01,
  });
});

test('a job says for itself what differs, key by key', () => {
  const text = ofStores('notifications: { via: [chat], rejectRateOver: 0.5 }\n    runtimeAlert: 2h');
  expect(chosen(text)).toMatchObject({ channels: ['chat'], rejectsOver: undefined, rejectRateOver: 0.5 });
  expect(load(text, env).imports['offline-stores']?.runtimeAlert).toBe(7_200_000);
  expect(chosen(ofStores('notifications: { events: [] }'))).toMatchObject({ events: [], rejectsOver: 10 });
});

test('who is told of a run may be changed while it works', () => {
  const before = fingerprint(load(file, env), 'offline-stores');
  const after = fingerprint(load(ofStores('notifications: { via: [] }\n    runtimeAlert: 1m'), env), 'offline-stores');
  expect(changedKeys(before, after)).toEqual([]);
});

const at = 'notifications.channels';
test.each([
  ['to: [ops@example.com', 'to: [ops', `${at}.ops.to.0 must be an e-mail address`],
  [
    'connection: mail,',
    'connection: odp,',
    `${at}.ops.connection: \`odp\` is a connection of type odp, and one of type smtp is needed: there are \`mail\``,
  ],
  [
    'connection: mail,',
    'connection: mial,',
    `${at}.ops.connection: \`mial\` is no connection of this file, and one of type smtp is needed: did you mean \`mail\`?`,
  ],
  [', from: longshore@example.com', '', `${at}.ops must have a from, or its connection must have one`],
  ['format: slack', 'format: slak', `${at}.chat.format must be one of json, slack, teams; did you mean \`slack\`?`],
  ['format: slack', 'format: slack, secret: 0123456789abcdef', `${at}.chat.secret is for the format json alone`],
  ['secret: 0123456789abcdef', 'secret: short', `${at}.events.secret must be one word of at least 16 characters`],
  ['type: webhook, url: https', 'type: webhok, url: https', `${at}.events.type must be one of email, webhook`],
  ['rejectsOver: 10', 'rejectsOver: -1', 'notifications.rejectsOver must be a whole number of at least 0'],
  [
    'rejectsOver: 10',
    'events: [failing]',
    'notifications.events.0 must be one of completed, failed, skipped, rejects, nothing-new, missing-file, runtime-exceeded, recovered, schedule-missed',
  ],
  [
    'rejectsOver: 10',
    'via: [ops, chta]',
    'notifications.via.1: `chta` is no channel of this file: did you mean `chat`?',
  ],
  ['rejectsOver: 10', 'sendTo: [ops]', '`sendTo` is not a key of notifications'],
  ['http://localhost:8233', 'localhost', 'webUi must be a full address that begins with https:// or http://'],
])('%s → %s is told with its place', (good, wrong, sentence) => {
  const problems = refusal(replaced(file, good, wrong), env)?.problems ?? [];
  expect(problems).toEqual([expect.stringContaining(sentence)]);
  expect(problems[0]).toMatch(/^\d+:\d+: /);
});

test('a channel of a job that is not there is told with its place', () => {
  const text = ofStores('notifications: { via: [pager] }');
  expect(refusal(text, env)?.problems).toEqual([
    `${placeIn(text, 'pager')}: imports.offline-stores.notifications.via.0: \`pager\` is no channel of this file: there are ops, chat, events`,
  ]);
});

test('no refusal holds the address of a web hook or what signs', () => {
  const wrong = replaced(replaced(file, '"${CHAT_URL}"', '"x${CHAT_URL}"'), '0123456789abcdef', '"canary secret"');
  const told = refusal(wrong, env)?.problems.join('\n') ?? '';
  expect(told).toContain('must be a full address');
  expect(told).not.toMatch(/canary/);
});

test('a group of couriers has its own as well', () => {
  const text = `${file}couriers:
  shop: { source: s3, entities: [{ object/type: file, object/file-pattern: "'a.csv'", object/land-as: { file/tag: a, file/content-type: text/csv } }], loadOperations: {} }
courierGroups:
  shop: { couriers: [{ courier: shop }], runtimeAlert: 2h, notifications: { events: [failed, skipped], via: [ops] } }
`;
  const withBucket = replaced(
    text,
    '  mail: {',
    '  s3: { type: s3, bucket: b-1, region: us-east-1, credentials: { type: default } }\n  mail: {',
  );
  expect(load(withBucket, env).imports['group/shop']).toMatchObject({
    runtimeAlert: 7_200_000,
    notifications: { events: ['failed', 'skipped'], via: ['ops'] },
  });
  expect(refusal(replaced(withBucket, 'via: [ops]', 'via: [opps]'), env)?.problems).toEqual([
    expect.stringContaining('courierGroups.shop.notifications.via.0: `opps` is no channel of this file'),
  ]);
});
