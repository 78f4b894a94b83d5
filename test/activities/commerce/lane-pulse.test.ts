import { MockActivityEnvironment } from '@temporalio/testing';
import { LanePulse } from '../../../src/activities/commerce/lane-pulse';
import type { CommerceLane } from '../../../src/contract/commerce';
import { noCounts } from '../../../src/contract/counts';
import { silentLogger } from '../silent-logger';

const lane: CommerceLane = { key: 0, upTo: 'ff', done: false, jobs: [] };

/** What an attempt says last, that begins with what the one before has said. Details go through JSON, as through Temporal. */
async function attempt(details: unknown, live: (pulse: LanePulse) => void): Promise<unknown> {
  let told: unknown;
  const environment = new MockActivityEnvironment({}, { logger: silentLogger });
  environment.on('heartbeat', (heartbeat: unknown) => {
    told = JSON.parse(JSON.stringify(heartbeat));
  });
  await environment.run(async () => {
    const pulse = new LanePulse(lane, details, () => undefined);
    live(pulse);
    pulse.beat();
    pulse.stop();
  });
  return told;
}

/** Attempts that die one after the other, each where it is told; what the next one says of them. */
async function verdictOn(deaths: readonly ((pulse: LanePulse) => void)[]): Promise<string | undefined> {
  let details: unknown;
  for (const dies of deaths) details = await attempt(details, dies);
  let message: string | undefined;
  await attempt(details, (pulse) => {
    message = pulse.keepsDying?.message;
  });
  return message;
}

const behind = (id: string) => (pulse: LanePulse) => pulse.reading(id);
const settling = (id: string) => (pulse: LanePulse) => pulse.moved({ ...pulse.lane, after: id }, noCounts);

test('three attempts that die at one place end the run, and two do not', async () => {
  expect(await verdictOn([behind('11'), behind('11')])).toBeUndefined();
  expect(await verdictOn([behind('11'), behind('11'), behind('11')])).toBe(
    '3 attempts in a row died, the last 3 behind the record with the id 11',
  );
});

test('attempts that die at places of their own go on, ten of them at most', async () => {
  const places = ['15', '11', '13', '12', '18', '14', '16', '19', '17'].map(behind);
  expect(await verdictOn(places)).toBeUndefined();
  expect(await verdictOn([...places, behind('10')])).toContain('10 attempts in a row died');
});

test('an acknowledged request ends the count', async () => {
  expect(await verdictOn([behind('11'), behind('11'), settling('11'), behind('12'), behind('12')])).toBeUndefined();
  expect(await verdictOn([settling('11'), behind('11'), behind('11')])).toContain('behind the record with the id 11');
});
