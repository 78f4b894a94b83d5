import { type KlaviyoStandIn, startKlaviyoStandIn } from '../../../sandbox/klaviyo-stand-in';
import {
  bulkEventsForm,
  catalogForm,
  catalogJobOperation,
  type KlaviyoClient,
  openKlaviyo,
  type Page,
  profileImportForm,
  type ReadOutcome,
  RequestPacker,
  type SubmitOutcome,
} from '../../../src/connectors/klaviyo';
import { compound, event, item, profile, variant } from '../../sandbox/klaviyo-stand-in/call-klaviyo';

/** A client against Klaviyo as it behaves, each of its bodies held against the contract where that is at hand. */
let standIn: KlaviyoStandIn;
let klaviyo: KlaviyoClient;
beforeAll(async () => {
  standIn = await startKlaviyoStandIn({ rateFactor: null, queuedMs: 0, processingMs: 0 });
  klaviyo = openKlaviyo({ apiKey: 'pk_standin', baseUrl: standIn.baseUrl });
});
beforeEach(() => standIn.reset());
afterAll(async () => {
  klaviyo.close();
  await standIn.stop();
});

const json = (entries: readonly object[]) => entries.map((entry) => JSON.stringify(entry));
const importProfiles = async (...profiles: object[]) =>
  (await klaviyo.submit(profileImportForm(), json(profiles.map(profile)))).outcome;
const group = (of: object, ...events: object[]) => ({
  type: 'event-bulk-create',
  attributes: { backfill: true, profile: { data: profile(of) }, events: { data: events } },
});
const sendEvents = async (...groups: object[]) => (await klaviyo.submit(bulkEventsForm, json(groups))).outcome;

function jobOf(outcome: SubmitOutcome): string {
  if (outcome.kind !== 'accepted' || !outcome.job) throw new Error(`There is no job: ${JSON.stringify(outcome)}`);
  return outcome.job.id;
}

async function allPages<T>(read: (cursor?: string) => Promise<{ outcome: ReadOutcome<Page<T>> }>): Promise<T[]> {
  const all: T[] = [];
  for (let cursor: string | undefined, isFirst = true; isFirst || cursor; isFirst = false) {
    const { outcome } = await read(cursor);
    if (outcome.kind !== 'read') throw new Error(`It was not read: ${outcome.kind}`);
    all.push(...outcome.value.entries);
    cursor = outcome.value.next;
  }
  return all;
}

describe('profiles', () => {
  it('go in 10,000 at once, and the job is asked for', async () => {
    const packer = new RequestPacker(profileImportForm('Y6nRLr'));
    for (let number = 0; number < 10_000; number += 1) {
      packer.add({ json: JSON.stringify(profile({ external_id: String(number), email: `${number}@example.com` })) });
    }
    const entries = packer.rest()?.entries.map((entry) => entry.json) ?? [];
    const { outcome, rateLimit } = await klaviyo.submit(profileImportForm('Y6nRLr'), entries);
    expect(rateLimit).toMatchObject({ limit: 150_000, remaining: 149_999 });
    const read = await klaviyo.readJob('get_bulk_import_profiles_job', jobOf(outcome));
    expect(read.outcome).toMatchObject({
      kind: 'read',
      value: { status: 'complete', total: 10_000, completed: 10_000, failed: 0 },
    });
    expect(standIn.counts().profiles).toBe(10_000);
    expect([...(standIn.profile('77')?.lists ?? [])]).toEqual(['Y6nRLr']);
    expect(standIn.stats()).toMatchObject({ invalid: 0, taken: { bulk_import_profiles: 1 } });
  });

  it('that are refused are named, and the rest goes without them', async () => {
    const refused = await importProfiles({ external_id: '1' }, { external_id: '2', phone_number: 'n/a' }, {});
    expect(refused).toMatchObject({
      kind: 'invalid',
      problems: [
        { index: 1, within: 'attributes/phone_number', code: 'invalid' },
        { index: 2, within: '' },
      ],
    });
    expect(await importProfiles({ external_id: '1' })).toMatchObject({ kind: 'accepted' });
    expect(standIn.counts().profiles).toBe(1);
  });

  it('that fail in their job are told page by page, with what was sent of them', async () => {
    await importProfiles({ email: 'a@example.com' }, { phone_number: '+4915112345678' });
    const both = { email: 'a@example.com', phone_number: '+4915112345678' };
    const job = jobOf(
      await importProfiles(...Array.from({ length: 150 }, (_, number) => ({ ...both, external_id: String(number) }))),
    );
    const errors = await allPages((cursor) => klaviyo.readImportErrors(job, cursor));
    expect(errors).toHaveLength(150);
    expect(errors[149]).toMatchObject({ code: 'duplicate_profile', payload: { attributes: { external_id: '149' } } });
    standIn.setOptions({ importErrorPayload: 'none' });
    const [bare] = await allPages((cursor) => klaviyo.readImportErrors(job, cursor));
    expect(bare).toEqual({ code: 'duplicate_profile', reason: expect.any(String), pointer: '/data', index: undefined });
  });

  it('are too large at 5,000,001 bytes', async () => {
    const form = profileImportForm();
    const frame = Buffer.byteLength(form.head) + Buffer.byteLength(form.tail);
    const text = (bytes: number) => JSON.stringify(profile({ external_id: 'x'.repeat(bytes) }));
    const bytes = 5_000_000 - frame - Buffer.byteLength(text(0));
    expect((await klaviyo.submit(form, [text(bytes + 1)])).outcome).toEqual({ kind: 'too-large' });
    // 5,000,000 are read, and found to be a profile of over 100 KB.
    expect((await klaviyo.submit(form, [text(bytes)])).outcome).toMatchObject({
      kind: 'invalid',
      problems: [{ index: 0 }],
    });
  });

  it.each([
    ['reset', { kind: 'reset', apply: true }],
    ['a 502', { kind: 'answer', status: 502, apply: true }],
    ['half an answer', { kind: 'truncate' }],
  ] as const)('that were taken although the answer was %s may go again', async (_, action) => {
    standIn.addFault({ operation: 'bulk_import_profiles', times: 1, action });
    expect(await importProfiles({ external_id: '1' })).toMatchObject({
      kind: 'busy',
      error: { code: 'destination-unavailable' },
    });
    expect(await importProfiles({ external_id: '1' })).toMatchObject({ kind: 'accepted' });
    expect(standIn.counts().profiles).toBe(1);
  });

  it('of the catalog wait where as many jobs are in progress as the account bears', async () => {
    standIn.setOptions({ queuedMs: 3_600_000, mostCatalogJobs: 1 });
    const remove = async (id: string) => {
      const entry = { type: 'catalog-category', id: compound(id) };
      return (await klaviyo.submit(catalogForm('delete', 'categories'), json([entry]))).outcome;
    };
    expect(await remove('1')).toMatchObject({ kind: 'accepted' });
    expect(await remove('2')).toMatchObject({ kind: 'busy', error: { code: 'throttled', retryAfterMs: 5_000 } });
    standIn.settle();
    expect(await remove('2')).toMatchObject({ kind: 'accepted' });
  });

  it('whose job Klaviyo cancels say so', async () => {
    standIn.setOptions({ processingMs: 3_600_000 });
    const job = jobOf(await importProfiles({ external_id: '1' }, { external_id: '2' }));
    expect((await klaviyo.readJob('get_bulk_import_profiles_job', job)).outcome).toMatchObject({
      value: { status: 'processing' },
    });
    standIn.cancelJob(job);
    expect((await klaviyo.readJob('get_bulk_import_profiles_job', job)).outcome).toMatchObject({
      value: { status: 'cancelled', completed: 1 },
    });
  });
});

describe('events', () => {
  const placed = (id: string) => event('Placed Order', { unique_id: id, time: '2026-01-01T00:00:00Z' });

  it('go in bulk, and one by one where the bulk was known before', async () => {
    expect(await sendEvents(group({ external_id: '1' }, placed('1'), placed('2')))).toEqual({
      kind: 'accepted',
      job: undefined,
    });
    expect(await sendEvents(group({ external_id: '1' }, placed('2'), placed('3')))).toMatchObject({
      kind: 'invalid-unlocated',
      code: 'duplicate',
    });
    for (const id of ['2', '3']) {
      const { attributes } = placed(id);
      const single = { type: 'event', attributes: { ...attributes, profile: { data: profile({ external_id: '1' }) } } };
      expect((await klaviyo.createEvent(JSON.stringify(single))).outcome).toEqual({ kind: 'accepted', job: undefined });
    }
    expect(standIn.events().map(({ uniqueId, backfill }) => [uniqueId, backfill])).toEqual([
      ['1', true],
      ['2', true],
      ['3', false],
    ]);
  });

  it('that are wrong are named in their group', async () => {
    const late = event('Placed Order', { unique_id: '3', time: '1970-01-01T00:00:00Z' });
    expect(await sendEvents(group({ external_id: '1' }, placed('1')), group({}, placed('2'), late))).toMatchObject({
      kind: 'invalid',
      problems: [
        { index: 1, within: 'attributes/profile/data' },
        { index: 1, event: 1, within: 'attributes/time' },
      ],
    });
  });
});

describe('the catalog', () => {
  const submit = async (action: 'create' | 'update' | 'delete', kind: 'items' | 'variants', ...entries: object[]) =>
    jobOf((await klaviyo.submit(catalogForm(action, kind), json(entries))).outcome);

  it('is written by jobs, of which entries may fail, and read by ids and in pages', async () => {
    await submit('create', 'items', item('1'), item('2'));
    const variants = Array.from({ length: 250 }, (_, number) => variant(`v${number}`, '1'));
    for (let from = 0; from < 250; from += 100) await submit('create', 'variants', ...variants.slice(from, from + 100));
    const job = await submit('create', 'variants', variant('v1', '1'), variant('w', 'none'), variant('x', '2'));
    const { outcome } = await klaviyo.readJob(catalogJobOperation('create', 'variants'), job);
    expect(outcome).toMatchObject({
      kind: 'read',
      value: {
        completed: 1,
        failed: 2,
        errors: [
          { index: 0, code: 'duplicate_entry' },
          { index: 1, code: 'not_found' },
        ],
      },
    });
    const ids = [compound('1'), compound('none')];
    expect((await klaviyo.readCatalogIds('items', ids)).outcome).toEqual({
      kind: 'read',
      value: { entries: [compound('1')], next: undefined },
    });
    expect(await allPages((cursor) => klaviyo.readVariantIds(compound('1'), cursor))).toHaveLength(250);
    expect(await allPages((cursor) => klaviyo.listCatalogIds('variants', cursor))).toHaveLength(251);
    expect((await klaviyo.readVariantIds(compound('none'))).outcome).toEqual({ kind: 'absent' });
    const update = { type: 'catalog-item', id: compound('1'), attributes: { title: 'New' } };
    await submit('update', 'items', update);
    await submit('delete', 'items', { type: 'catalog-item', id: compound('1') });
    expect([...standIn.catalog('variants').keys()]).toEqual([compound('x')]);
    expect(standIn.stats()).toMatchObject({ invalid: 0 });
  });
});

describe('the key', () => {
  it('is refused when it was revoked, and what its scopes lack is named', async () => {
    expect(await klaviyo.missingReadScopes()).toEqual([]);
    const open = (key: string) => openKlaviyo({ apiKey: key, baseUrl: standIn.baseUrl });
    standIn.addKey({ key: 'pk_few', scopes: ['profiles:read', 'events:write'] });
    const few = open('pk_few');
    expect(await few.missingReadScopes()).toEqual(['lists:read', 'profiles:read', 'catalogs:read']);
    await expect(few.submit(profileImportForm(), ['{}'])).rejects.toMatchObject({
      code: 'destination-auth',
      remedy: expect.stringContaining('lists:write and profiles:write'),
    });
    standIn.revokeKey('pk_few');
    await expect(few.createEvent('{}')).rejects.toMatchObject({ code: 'destination-auth' });
    few.close();
  });
});
