import { type OdpStandIn, startOdpStandIn } from '../../../sandbox/odp-stand-in';
import { openOdp } from '../../../src/connectors/odp';
import {
  type DestinationFault,
  type DestinationUnderTest,
  describeRecordDestination,
} from '../../contracts/record-destination-contract';

const secret = 's3cret-of-the-key';
const apiKey = `public.${secret}`;
const stores = {
  name: 'stores',
  fields: [
    { name: 'store_id', type: 'string' as const, primary: true },
    { name: 'store_name', type: 'string' as const },
    { name: 'opened', type: 'timestamp' as const },
  ],
};

describeRecordDestination('ODP', async (): Promise<DestinationUnderTest> => {
  const standIn = await startOdpStandIn({ apiKeys: [apiKey], objects: [stores], applyDelayMs: 5 });
  const odp = openOdp({ apiKey, baseUrl: standIn.baseUrl });
  const textOf = (records: readonly { key: string; text: string }[]) =>
    JSON.stringify(records.map(({ key, text }) => ({ store_id: key, store_name: text })));
  return {
    secret,
    send: (records, options) => odp.sendObjects('stores', textOf(records), options),
    sendElsewhere: (records) => odp.sendObjects('shops', textOf(records)),
    stored: async () => {
      await standIn.drain();
      return new Map([...standIn.object('stores')].map(([key, record]) => [key, String(record.store_name)]));
    },
    next: (fault) => addFault(standIn, fault),
    revokeKey: () => standIn.revokeKey(apiKey),
    reset: () => {
      standIn.reset();
      standIn.clearFaults();
      standIn.addKey(apiKey);
    },
    stop: async () => {
      odp.close();
      await standIn.stop();
    },
  };
});

function addFault(standIn: OdpStandIn, fault: DestinationFault): void {
  const once = { path: '/objects/', times: 1 };
  switch (fault.kind) {
    case 'throttle':
      standIn.addFault({
        ...once,
        action: {
          kind: 'answer',
          status: 429,
          ...(fault.retryAfterSeconds === undefined ? {} : { retryAfterSeconds: fault.retryAfterSeconds }),
        },
      });
      break;
    case 'fail':
      standIn.addFault({
        ...once,
        action: { kind: 'answer', status: fault.status, text: '<html>canary</html>', apply: fault.applied === true },
      });
      break;
    case 'reset':
      standIn.addFault({ ...once, action: { kind: 'reset', apply: fault.applied === true } });
      break;
    case 'silence':
      standIn.addFault({ ...once, action: { kind: 'hang', apply: fault.applied === true } });
      break;
    case 'half-an-acknowledgement':
      standIn.addFault({ ...once, action: { kind: 'truncate' } });
      break;
    case 'too-large':
      standIn.addFault({ ...once, action: { kind: 'answer', status: 413 } });
      break;
    case 'refuse-request':
      standIn.addFault({ ...once, action: { kind: 'answer', status: fault.status } });
      break;
    case 'refuse-records':
      standIn.addFault({
        path: '/objects/',
        key: [...fault.keys],
        action: { kind: 'reject', reason: 'is not wanted', style: fault.located ? 'event' : 'field' },
      });
  }
}

describe('ODP with the stand-in', () => {
  let standIn: OdpStandIn;
  beforeAll(async () => {
    standIn = await startOdpStandIn({
      apiKeys: [apiKey, 'public-eu1.secret'],
      publicKeys: ['public'],
      objects: [stores],
    });
  });
  afterAll(() => standIn.stop());

  const open = (key: string) => openOdp({ apiKey: key, baseUrl: standIn.baseUrl });

  test('its schema is read, and a check changes nothing', async () => {
    const fields = [
      { name: 'store_id', type: 'string', primary: true },
      { name: 'store_name', type: 'string', primary: false },
      { name: 'opened', type: 'timestamp', primary: false },
    ];
    expect(await open(apiKey).readFields('stores')).toEqual(fields);
    expect(await open(apiKey).check('stores')).toMatchObject({ fields, mayReadSchemas: true });
    expect(await open(apiKey).check()).toMatchObject({ mayReadSchemas: true });
    await expect(open(apiKey).readFields('shops')).rejects.toMatchObject({ code: 'destination-not-found' });
    expect(standIn.stats().accepted).toBe(0);
  });

  test('a public key may write and not read', async () => {
    const odp = open('public');
    expect(await odp.readFields('stores')).toBe('not-permitted');
    expect(await odp.check('stores')).toMatchObject({ fields: undefined, mayReadSchemas: false });
    expect(await odp.sendObjects('stores', '[{"store_id":"1"}]')).toEqual({ kind: 'accepted' });
    await expect(odp.check('shops')).rejects.toMatchObject({ code: 'destination-not-found' });
  });

  test.each(['wrong.key', 'public-eu1.secret'])('the key %s may do neither', async (key) => {
    await expect(open(key).sendObjects('stores', '[]')).rejects.toMatchObject({ code: 'destination-auth' });
    await expect(open(key).check('stores')).rejects.toMatchObject({ code: 'destination-auth' });
  });

  test("the stand-in's own checks come back with the places of the records", async () => {
    const sent = JSON.stringify([
      { store_id: '1' },
      { store_name: 'x' },
      { store_id: '2', opened: 'soon', store_name: 5 },
    ]);
    const outcome = await open(apiKey).sendObjects('stores', sent);
    if (outcome.kind !== 'invalid') throw new Error(`Expected invalid, and it is ${JSON.stringify(outcome)}`);
    expect(outcome.problems.map(({ index }) => index)).toEqual([1, 2]);
    expect(outcome.problems[0]?.reason).toMatch(/store_id/);
    expect(outcome.problems[1]?.reason).toMatch(/opened.*; .*store_name/);
  });

  test.each([
    ['field', /store_id/],
    ['none', /./],
  ] as const)('without places (%s) nothing is guessed', async (invalidStyle, reason) => {
    standIn.setOptions({ invalidStyle });
    const outcome = await open(apiKey).sendObjects('stores', '[{"store_id":"1"},{"store_name":"x"}]');
    standIn.setOptions({ invalidStyle: 'event' });
    expect(outcome).toEqual({ kind: 'invalid-unlocated', reason: expect.stringMatching(reason) });
  });

  test('too many records are a refusal to be halved, too many bytes are too large', async () => {
    const many = JSON.stringify(Array.from({ length: 501 }, (_, index) => ({ store_id: String(index) })));
    expect(await open(apiKey).sendObjects('stores', many)).toMatchObject({ kind: 'invalid-unlocated' });
    standIn.setOptions({ maxBodyBytes: 1000 });
    const outcome = await open(apiKey).sendObjects('stores', many);
    standIn.setOptions({ maxBodyBytes: 10_000_000 });
    expect(outcome).toEqual({ kind: 'too-large' });
  });
});
