import type { KlaviyoStandIn } from '../../../sandbox/klaviyo-stand-in';
import { JobStore } from '../../../sandbox/klaviyo-stand-in/job-store';
import { at, type JsonObject, textAt } from '../../../sandbox/klaviyo-stand-in/json';
import { callKlaviyo, catalogJob, category, compound, item, variant, withStandIn } from './call-klaviyo';

type Kind = Parameters<typeof catalogJob>[0];

/** Submits a job and answers what it came to. */
async function job(standIn: KlaviyoStandIn, kind: Kind, action: string, entries: readonly object[]): Promise<unknown> {
  const path = `/api/catalog-${kind}-bulk-${action}-jobs`;
  const { status, body } = await callKlaviyo(standIn, `POST ${path}`, catalogJob(kind, action, entries));
  expect(status).toBe(202);
  const read = await callKlaviyo(standIn, `GET ${path}/${textAt(body, 'data', 'id')}`);
  return at(read.body, 'data', 'attributes');
}

const inCategories = (...ids: string[]) => ({
  relationships: { categories: { data: ids.map((id) => ({ type: 'catalog-category', id: compound(id) })) } },
});
const idsOf = async (standIn: KlaviyoStandIn, path: string) =>
  (at((await callKlaviyo(standIn, `GET ${path}`)).body, 'data') as { id: string }[]).map(({ id }) => id);

describe('jobs of the catalog', () => {
  it('create, update and delete items, variants and categories', async () => {
    await withStandIn({}, async (standIn) => {
      await job(standIn, 'category', 'create', [category('c'), category('d')]);
      const made = { ...item('1', { price: 3 }), ...inCategories('c', 'd') };
      expect(await job(standIn, 'item', 'create', [made, item('2')])).toMatchObject({
        status: 'complete',
        total_count: 2,
        completed_count: 2,
        failed_count: 0,
        errors: [],
      });
      await job(standIn, 'variant', 'create', [variant('1a', '1'), variant('1b', '1'), variant('2a', '2')]);
      const change = {
        type: 'catalog-item',
        id: compound('1'),
        attributes: { title: 'New', price: null },
        ...inCategories('d'),
      };
      await job(standIn, 'item', 'update', [change]);
      expect(standIn.catalog('items').get(compound('1'))).toMatchObject({
        attributes: { title: 'New', price: null, url: 'https://shop.example', published: true },
        categories: [compound('d')],
      });
      expect(await idsOf(standIn, `/api/catalog-items/${compound('1')}/relationships/variants`)).toEqual([
        compound('1a'),
        compound('1b'),
      ]);
      expect(await idsOf(standIn, `/api/catalog-items/${encodeURIComponent(compound('1'))}/categories`)).toEqual([
        compound('d'),
      ]);
      expect(await idsOf(standIn, `/api/catalog-categories/${compound('d')}/items`)).toEqual([compound('1')]);
      await job(standIn, 'category', 'delete', [{ type: 'catalog-category', id: compound('d') }]);
      expect(standIn.catalog('items').get(compound('1'))?.categories).toEqual([]);
      await job(standIn, 'item', 'delete', [{ type: 'catalog-item', id: compound('1') }]);
      expect([...standIn.catalog('variants').keys()]).toEqual([compound('2a')]);
      standIn.setOptions({ deletesVariants: false });
      await job(standIn, 'item', 'delete', [{ type: 'catalog-item', id: compound('2') }]);
      expect(standIn.counts()).toMatchObject({ items: 0, variants: 1, categories: 1, jobsByStatus: { complete: 7 } });
    });
  });

  it('fail for single entries, and say which and why', async () => {
    await withStandIn({}, async (standIn) => {
      await job(standIn, 'item', 'create', [item('1')]);
      const created = await job(standIn, 'item', 'create', [
        item('2'),
        item('1'),
        item('2'),
        { ...item('3'), ...inCategories('x') },
      ]);
      expect(created).toMatchObject({
        completed_count: 1,
        failed_count: 3,
        errors: [
          { code: 'duplicate_entry', source: { pointer: '/data/attributes/items/data/1/attributes/external_id' } },
          { code: 'duplicate_entry', source: { pointer: '/data/attributes/items/data/2/attributes/external_id' } },
          { code: 'not_found', source: { pointer: '/data/attributes/items/data/3/relationships/categories/data/0' } },
        ],
      });
      expect(await job(standIn, 'variant', 'create', [variant('a', 'none')])).toMatchObject({
        failed_count: 1,
        errors: [{ code: 'not_found', source: { pointer: '/data/attributes/variants/data/0/relationships/item' } }],
      });
      const gone = { type: 'catalog-variant', id: compound('gone') };
      for (const action of ['update', 'delete']) {
        const entry = action === 'update' ? { ...gone, attributes: {} } : gone;
        expect(await job(standIn, 'variant', action, [entry])).toMatchObject({
          failed_count: 1,
          errors: [{ code: 'not_found' }],
        });
      }
      standIn.setOptions({ unknownCategories: 'ignore' });
      await job(standIn, 'item', 'create', [{ ...item('3'), ...inCategories('x') }]);
      expect(standIn.catalog('items').get(compound('3'))?.categories).toEqual([]);
    });
  });

  it('are refused as a whole for what is wrong in them', async () => {
    await withStandIn({}, async (standIn) => {
      const { attributes, ...rest } = variant('x', '1');
      const { price: _, ...noPrice } = attributes as { price?: number };
      const entries = [
        variant('ok', '1'),
        { ...rest, attributes: noPrice },
        { ...variant('y', '1'), relationships: {} },
        variant('z', '1', { custom_metadata: { nested: {} } }),
        variant('w', '1', { custom_metadata: { long: 'x'.repeat(100_000) } }),
      ];
      const path = '/api/catalog-variant-bulk-create-jobs';
      const answer = await callKlaviyo(standIn, `POST ${path}`, catalogJob('variant', 'create', entries));
      expect(answer.status).toBe(400);
      const place = '/data/attributes/variants/data';
      expect([...answer.pointers].sort()).toEqual([
        `${place}/1/attributes/price`,
        `${place}/2/relationships/item`,
        `${place}/3/attributes/custom_metadata`,
        `${place}/4/attributes/custom_metadata`,
      ]);
      for (const many of [[], Array(101).fill(variant('v', '1'))]) {
        expect((await callKlaviyo(standIn, `POST ${path}`, catalogJob('variant', 'create', many))).status).toBe(400);
      }
      expect(standIn.counts()).toMatchObject({ variants: 0, jobsByStatus: {} });
    });
  });

  it('are at most 500 in progress', async () => {
    await withStandIn({ queuedMs: 3_600_000, mostCatalogJobs: 2 }, async (standIn) => {
      const submit = (kind: Kind, entry: object) =>
        callKlaviyo(standIn, `POST /api/catalog-${kind}-bulk-create-jobs`, catalogJob(kind, 'create', [entry]));
      expect((await submit('item', item('1'))).status).toBe(202);
      expect((await submit('category', category('1'))).status).toBe(202);
      expect(await submit('item', item('2'))).toMatchObject({
        status: 400,
        body: { errors: [{ code: 'job_limit_exceeded' }] },
      });
      standIn.settle();
      expect((await submit('item', item('2'))).status).toBe(202);
    });
  });
});

describe('a job', () => {
  it('is queued, processing and complete in its time, and does its work at its end', () => {
    const jobs = new JobStore();
    const done: unknown[] = [];
    const work = (entry: JsonObject) => {
      done.push(entry.id);
      return { id: String(entry.id) };
    };
    const order = { operation: 'o', place: '', work, queuedMs: 10 };
    const slow = jobs.add({ ...order, entries: [{ id: 'slow' }], processingMs: 90 }, 1_000);
    const quick = jobs.add({ ...order, entries: [{ id: 'quick' }], processingMs: 20 }, 1_000);
    const seen = [1_009, 1_010, 1_029, 1_030, 1_099, 1_100].map((now) => {
      jobs.settle(now);
      return [slow.status, quick.status, done.length];
    });
    expect(seen).toEqual([
      ['queued', 'queued', 0],
      ['processing', 'processing', 0],
      ['processing', 'processing', 0],
      ['processing', 'complete', 1],
      ['processing', 'complete', 1],
      ['complete', 'complete', 2],
    ]);
    expect(done).toEqual(['quick', 'slow']);
  });

  it('is listed by its status, and is not there', async () => {
    await withStandIn({}, async (standIn) => {
      await job(standIn, 'item', 'create', [item('1')]);
      const path = '/api/catalog-item-bulk-create-jobs';
      for (const [status, length] of [
        ['complete', 1],
        ['queued', 0],
      ] as const) {
        const { body } = await callKlaviyo(standIn, `GET ${path}?filter=equals(status,"${status}")`);
        expect(at(body, 'data')).toHaveLength(length);
      }
      expect((await callKlaviyo(standIn, `GET ${path}?filter=equals(total,"1")`)).status).toBe(400);
      expect((await callKlaviyo(standIn, `GET ${path}/none`)).status).toBe(404);
    });
  });

  it('can be cancelled with half of it done, by hand and by the script, and fail for entries of the script', async () => {
    await withStandIn({ processingMs: 3_600_000 }, async (standIn) => {
      const path = '/api/catalog-item-bulk-create-jobs';
      const submit = () =>
        callKlaviyo(
          standIn,
          `POST ${path}`,
          catalogJob(
            'item',
            'create',
            ['1', '2', '3', '4'].map((id) => item(id)),
          ),
        );
      const id = textAt((await submit()).body, 'data', 'id') ?? '';
      expect(standIn.cancelJob(id)).toBe(true);
      expect(standIn.cancelJob(id)).toBe(false);
      expect((await callKlaviyo(standIn, `GET ${path}/${id}`)).body).toMatchObject({
        data: { attributes: { status: 'cancelled', completed_count: 2 } },
      });
      standIn.addFault({ operation: 'bulk_create_catalog_items', times: 1, action: { kind: 'job', cancel: true } });
      standIn.addFault({ operation: 'bulk_create_catalog_items', times: 1, action: { kind: 'job', failEntries: [3] } });
      await submit();
      await submit();
      standIn.settle();
      expect(standIn.jobs().map(({ status, errors }) => [status, errors.map(({ index }) => index)])).toEqual([
        ['cancelled', []],
        ['cancelled', [0, 1]],
        ['complete', [0, 1, 3]],
      ]);
    });
  });
});

describe('entries one by one', () => {
  it('are created, changed, deleted, and are not there', async () => {
    await withStandIn({}, async (standIn) => {
      const path = `/api/catalog-items/${compound('1')}`;
      expect((await callKlaviyo(standIn, 'POST /api/catalog-items', { data: item('1') })).status).toBe(201);
      expect((await callKlaviyo(standIn, 'POST /api/catalog-items', { data: item('1') })).status).toBe(409);
      const change = { data: { type: 'catalog-item', id: compound('1'), attributes: { title: 'New' } } };
      expect((await callKlaviyo(standIn, `PATCH ${path}`, change)).body).toMatchObject({
        data: { attributes: { title: 'New' } },
      });
      expect((await callKlaviyo(standIn, `GET ${path}`)).status).toBe(200);
      expect((await callKlaviyo(standIn, `DELETE ${path}`)).status).toBe(204);
      for (const call of [`GET ${path}`, `DELETE ${path}`]) expect((await callKlaviyo(standIn, call)).status).toBe(404);
      expect((await callKlaviyo(standIn, `PATCH ${path}`, change)).status).toBe(404);
    });
  });

  it('are listed in pages that lose nothing when entries go in between, and by their ids', async () => {
    await withStandIn({}, async (standIn) => {
      for (let from = 0; from < 250; from += 100) {
        const entries = Array.from({ length: Math.min(100, 250 - from) }, (_, number) => item(String(from + number)));
        await job(standIn, 'item', 'create', entries);
      }
      const seen: string[] = [];
      for (let next: string | undefined = '/api/catalog-items'; next; ) {
        const { body }: { body: unknown } = await callKlaviyo(standIn, `GET ${next}`);
        const ids = (at(body, 'data') as { id: string }[]).map(({ id }) => id);
        seen.push(...ids);
        next = textAt(body, 'links', 'next');
        await job(
          standIn,
          'item',
          'delete',
          ids.map((id) => ({ type: 'catalog-item', id })),
        );
      }
      expect(seen).toHaveLength(250);
      await job(standIn, 'item', 'create', [item('5" hose', { title: 'Hose' }), item('b,c)', { published: false })]);
      const find = (filter: string) => idsOf(standIn, `/api/catalog-items?filter=${encodeURIComponent(filter)}`);
      const wanted = [compound('5" hose'), compound('b,c)'), compound('none')];
      expect(await find(`any(ids,${JSON.stringify(wanted)})`)).toEqual(wanted.slice(0, 2));
      expect(await find('contains(title,"os")')).toEqual([compound('5" hose')]);
      expect(await find('equals(published,false)')).toEqual([compound('b,c)')]);
      const few = await callKlaviyo(
        standIn,
        'GET /api/catalog-items?fields[catalog-item]=external_id&page[size]=1&sort=-created',
      );
      expect(few.body).toMatchObject({ data: [{ attributes: { external_id: 'b,c)' } }] });
      for (const bad of ['filter=any(id', 'page[size]=101', 'page[cursor]=x', 'sort=price']) {
        expect((await callKlaviyo(standIn, `GET /api/catalog-items?${bad}`)).status).toBe(400);
      }
    });
  });
});
