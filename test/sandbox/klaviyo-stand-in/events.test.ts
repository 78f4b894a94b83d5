import type { KlaviyoStandIn } from '../../../sandbox/klaviyo-stand-in';
import { at, textAt } from '../../../sandbox/klaviyo-stand-in/json';
import { bulkEvents, callKlaviyo, event, eventOf, withStandIn } from './call-klaviyo';

const ada = { email: 'ada@example.com' };
const bulkPath = '/api/event-bulk-create-jobs';
const place = '/data/attributes/events-bulk-create/data';
type Groups = Parameters<typeof bulkEvents>[0];
const sendBulk = (standIn: KlaviyoStandIn, groups: Groups) =>
  callKlaviyo(standIn, `POST ${bulkPath}`, bulkEvents(groups));
const sendOne = (standIn: KlaviyoStandIn, of: object, metric: string, attributes: object = {}) =>
  callKlaviyo(standIn, 'POST /api/events', eventOf(of, metric, attributes));

describe('a single event', () => {
  it('is kept once for a profile, a metric and a unique id, with an empty 202', async () => {
    await withStandIn({}, async (standIn) => {
      const order = { unique_id: 'o-1', value: 9.99, value_currency: 'EUR', time: '2026-03-01T12:00:00.900Z' };
      for (const value of [9.99, 1]) {
        expect(await sendOne(standIn, ada, 'Placed Order', { ...order, value })).toMatchObject({
          status: 202,
          body: undefined,
        });
      }
      await sendOne(standIn, { email: 'ADA@example.com', external_id: '1' }, 'Cancelled Order', order);
      await sendOne(standIn, { email: 'b@example.com' }, 'Placed Order', { ...order, backfill: true });
      expect(standIn.events()).toMatchObject([
        {
          metric: 'Placed Order',
          uniqueId: 'o-1',
          value: 9.99,
          valueCurrency: 'EUR',
          time: '2026-03-01T12:00:00.000Z',
          backfill: false,
        },
        { metric: 'Cancelled Order' },
        { metric: 'Placed Order', backfill: true },
      ]);
      expect(standIn.counts()).toMatchObject({ profiles: 2, events: 3, eventsByMetric: { 'Placed Order': 2 } });
      expect(standIn.events()[1]?.profile).toBe(standIn.profile('1')?.id);
    });
  });

  it('without a unique id is one for a profile, a metric and a second', async () => {
    await withStandIn({}, async (standIn) => {
      for (const time of ['2026-03-01T12:00:00.100Z', '2026-03-01T12:00:00.900Z', '2026-03-01T12:00:01Z']) {
        await sendOne(standIn, ada, 'Seen', { time });
      }
      expect(standIn.events()).toHaveLength(2);
    });
  });

  it.each<[string, object, string, object, string]>([
    ['no profile', {}, 'Seen', {}, '/data/attributes/profile/data'],
    ['a long metric', ada, 'x'.repeat(128), {}, '/data/attributes/metric/data/attributes/name'],
    ['401 properties', ada, 'Seen', { properties: properties(401) }, '/data/attributes/properties'],
    ['a long text', ada, 'Seen', { properties: { a: [{ b: 'x'.repeat(100_001) }] } }, '/data/attributes/properties'],
    ['a time of 1970', ada, 'Seen', { time: '1970-01-01T00:00:00Z' }, '/data/attributes/time'],
    [
      'a time in two years',
      ada,
      'Seen',
      { time: new Date(Date.now() + 63_072_000_000).toISOString() },
      '/data/attributes/time',
    ],
    ['no currency', ada, 'Seen', { value_currency: 'euro' }, '/data/attributes/value_currency'],
  ])('with %s is refused', async (_, of, metric, attributes, pointer) => {
    await withStandIn({}, async (standIn) => {
      expect(await sendOne(standIn, of, metric, attributes)).toMatchObject({ status: 400, pointers: [pointer] });
      expect(standIn.events()).toEqual([]);
    });
  });

  it('may have 400 properties and a text of 100,000 bytes', async () => {
    await withStandIn({}, async (standIn) => {
      const attributes = { properties: { ...properties(399), text: 'x'.repeat(100_000) } };
      expect((await sendOne(standIn, ada, 'Seen', attributes)).status).toBe(202);
    });
  });
});

describe('events in bulk', () => {
  it('are taken as a whole, with backfill of the event or of its group', async () => {
    await withStandIn({}, async (standIn) => {
      const groups: Groups = [
        [
          ada,
          [event('Placed Order', { unique_id: '1' }), event('Ordered Product', { unique_id: '1' })],
          { backfill: true },
        ],
        [{ external_id: '2' }, [event('Placed Order', { unique_id: '1', backfill: true })]],
      ];
      expect(await sendBulk(standIn, groups)).toMatchObject({ status: 202, body: undefined });
      expect(standIn.events().map(({ backfill }) => backfill)).toEqual([true, true, true]);
      expect(standIn.counts()).toMatchObject({ profiles: 2, events: 3 });
    });
  });

  it('are refused as a whole, and every one that is wrong is named', async () => {
    await withStandIn({}, async (standIn) => {
      const answer = await sendBulk(standIn, [
        [ada, [event('Seen', { unique_id: '1' }), event('Seen', { time: '1970-01-01T00:00:00Z' })]],
        [{}, [event('Seen')]],
        [ada, [event('Seen', { properties: 7 })]],
      ]);
      expect(answer.status).toBe(400);
      expect([...answer.pointers].sort()).toEqual([
        `${place}/0/attributes/events/data/1/attributes/time`,
        `${place}/1/attributes/profile/data`,
        `${place}/2/attributes/events/data/0/attributes/properties`,
      ]);
      expect(standIn.counts()).toMatchObject({ profiles: 0, events: 0 });
    });
  });

  it.each<[string, number, number]>([
    ['1,000 in all', 500, 202],
    ['1,002 in all', 501, 400],
    ['none', 0, 400],
  ])('%s', async (_, each, status) => {
    await withStandIn({}, async (standIn) => {
      const many = Array.from({ length: each }, (_, number) => event('Seen', { unique_id: String(number) }));
      expect(
        (
          await sendBulk(standIn, [
            [ada, many],
            [{ external_id: '2' }, many],
          ])
        ).status,
      ).toBe(status);
    });
  });

  it('fail as a whole where a unique id comes twice, in the request or since before it', async () => {
    const once = event('Placed Order', { unique_id: '1' });
    await withStandIn({}, async (standIn) => {
      const twice = await sendBulk(standIn, [[ada, [once, event('Placed Order', { unique_id: '2' }), once]]]);
      expect(twice).toMatchObject({ status: 400, pointers: [place], body: { errors: [{ code: 'duplicate' }] } });
      expect(standIn.events()).toEqual([]);
      expect(standIn.stats().invalid).toBe(1);
      await sendBulk(standIn, [[ada, [once]]]);
      const again: Groups = [
        [{ email: 'x@example.com' }, [once]],
        [ada, [event('Placed Order', { unique_id: '3' }), once]],
      ];
      expect((await sendBulk(standIn, again)).status).toBe(400);
      standIn.setOptions({ namesRepeats: true });
      expect((await sendBulk(standIn, again)).pointers).toEqual([
        `${place}/1/attributes/events/data/1/attributes/unique_id`,
      ]);
      // Each of these requests was valid by itself.
      expect(standIn.stats().invalid).toBe(1);
      standIn.setOptions({ bulkRepeats: 'within' });
      expect((await sendBulk(standIn, again)).status).toBe(202);
      expect(standIn.events()).toHaveLength(3);
    });
  });
});

it('events and metrics can be read and filtered', async () => {
  await withStandIn({}, async (standIn) => {
    await sendBulk(standIn, [
      [ada, [event('Seen', { unique_id: '1', value: 3 }), event('Bought', { unique_id: '1' })]],
    ]);
    const metrics = await callKlaviyo(standIn, 'GET /api/metrics');
    expect(at(metrics.body, 'data')).toMatchObject([
      { attributes: { name: 'Seen' } },
      { attributes: { name: 'Bought' } },
    ]);
    const [seen] = at(metrics.body, 'data') as { id: string }[];
    expect((await callKlaviyo(standIn, `GET /api/metrics/${seen?.id}`)).status).toBe(200);
    const found = await callKlaviyo(standIn, `GET /api/events?filter=equals(metric_id,"${seen?.id}")`);
    expect(at(found.body, 'data')).toMatchObject([
      {
        attributes: { event_properties: { $value: 3, $event_id: '1' } },
        relationships: { metric: { data: { id: seen?.id } } },
      },
    ]);
    const id = textAt((at(found.body, 'data') as unknown[])[0], 'id');
    expect((await callKlaviyo(standIn, `GET /api/events/${id}`)).status).toBe(200);
    expect((await callKlaviyo(standIn, 'GET /api/events?sort=value')).status).toBe(400);
  });
});

function properties(count: number): Record<string, number> {
  return Object.fromEntries(Array.from({ length: count }, (_, number) => [`p${number}`, number]));
}
