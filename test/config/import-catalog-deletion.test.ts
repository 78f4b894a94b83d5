import { catalogDeletionImport } from '../../src/config/import-catalog-deletion';

const section = { type: 'catalog-deletion', destination: 'klaviyo' } as const;
const faults = (keys: object) =>
  catalogDeletionImport
    .safeParse({ ...section, ...keys })
    .error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);

test('a deletion needs a destination and nothing more', () => {
  expect(catalogDeletionImport.parse(section)).toEqual({
    ...section,
    records: 'catalog entries',
    maxRejects: 1000,
    maxRejectRate: 0.05,
    giveUpAfterMs: 86_400_000,
    dependsOn: [],
  });
});

test('a deletion is not scheduled, and reads no shop', () => {
  expect(faults({ schedule: { cron: '0 3 * * *' } })).toEqual([
    'schedule: is not for a deletion: each is started by hand, and confirmed',
  ]);
  expect(faults({ source: 'shop' })).toEqual([expect.stringContaining('source')]);
});
