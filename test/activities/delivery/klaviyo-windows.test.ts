import { startKlaviyoStandIn } from '../../../sandbox/klaviyo-stand-in';
import { askPatiently } from '../../../src/activities/delivery/ask-patiently';
import { Governors } from '../../../src/activities/delivery/governors';
import { Patience } from '../../../src/activities/delivery/patience';
import { klaviyoOperations, openKlaviyo, profileImportForm } from '../../../src/connectors/klaviyo';

it('a worker that has much to send keeps to the published limits, and sends all of it', async () => {
  const standIn = await startKlaviyoStandIn();
  const klaviyo = openKlaviyo({ apiKey: 'pk_standin', baseUrl: standIn.baseUrl });
  try {
    const operation = 'bulk_import_profiles';
    const published = klaviyoOperations[operation];
    const governor = new Governors().ofOperation({ account: klaviyo.account, operation, published });
    const patience = new Patience({ backoff: governor.backoff, budgetMs: 20_000 });
    const { signal } = new AbortController();
    const send = (id: number) =>
      askPatiently(
        (aborted) =>
          klaviyo.submit(profileImportForm(), [`{"type":"profile","attributes":{"external_id":"${id}"}}`], {
            signal: aborted,
          }),
        { governor, patience, signal, stopping: () => false },
      );
    // The client is loaded with the first request, which all others would wait for together.
    await send(0);
    const startedAt = performance.now();
    const outcomes = await Promise.all(Array.from({ length: 24 }, (_, id) => send(id + 1)));
    expect(outcomes.filter((outcome) => outcome?.kind === 'accepted')).toHaveLength(24);
    const { byStatus } = standIn.stats();
    expect(byStatus['202']).toBe(25);
    // On a busy machine one may arrive so late that it falls into the next second's window; it is sent again.
    expect(byStatus['429'] ?? 0).toBeLessThanOrEqual(2);
    // 25 at 10 a second: no client that keeps to it is done within a second.
    expect(performance.now() - startedAt).toBeGreaterThan(1_000);
    standIn.settle();
    expect(standIn.counts().profiles).toBe(25);
  } finally {
    klaviyo.close();
    await standIn.stop();
  }
});
