import { askRows } from '../../src/cli/ask-rows';
import type { Session } from '../../src/runs/session';
import { startRun } from '../../src/runs/start-run';
import type { ExportBucket } from '../export-bucket';
import { putSample, sampleDay, sampleRows } from '../optimizely-export';
import { ended, say, table } from './tell';

/** How many of those who saw each variation put something into their cart: a question over both tables. */
const question = `
  SELECT d.variation_id AS variation,
         count(DISTINCT d.visitor_id) AS visitors,
         count(DISTINCT c.visitor_id) AS converted,
         round(100.0 * count(DISTINCT c.visitor_id) / count(DISTINCT d.visitor_id), 1) AS percent
  FROM "Optimizely:Decisions" d
  LEFT JOIN "Optimizely:Conversions" c USING (visitor_id)
  GROUP BY ALL ORDER BY variation`;

/** A courier brings a day of the events export into tables, and a query is asked of them. */
export async function loadExport(session: Session, bucket: ExportBucket | undefined): Promise<boolean> {
  if (!bucket) return false;
  say(`\nA courier: Optimizely's export of ${sampleDay} in a bucket becomes rows of two tables.`);
  putSample(bucket.s3);
  const runs = [
    await ended(session, await startRun(session, 'optimizely', { day: sampleDay })),
    await ended(session, await startRun(session, 'optimizely', { day: sampleDay })),
  ];
  say(table(runs.map((run, index) => ({ what: index === 0 ? 'the day' : 'again, nothing new', run }))));
  say('longshore tables query, over both tables:');
  const limit = 10;
  await askRows(session, { ask: 'query', connection: 'tables', sql: question, limit, showPersonal: false }, { limit });
  const [first, second] = runs;
  const rows = sampleRows.decisions + sampleRows.conversions;
  const isExact = first?.counts.delivered === rows && second?.counts.read === 0;
  say(
    `In the files ${rows} rows, in the tables ${first?.counts.delivered}: ${isExact ? 'each once' : 'that is wrong'}.`,
  );
  return isExact;
}
