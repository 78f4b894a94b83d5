import type { ObjectSchema } from './odp-stand-in';

/** The object that the sample import writes, as an app declares it. */
export const offlineStoresObject: ObjectSchema = {
  name: 'ocp_quickstart_offline_stores',
  display_name: 'Offline Stores',
  alias: 'offline_store',
  fields: [
    {
      name: 'ocp_quickstart_offline_store_id',
      display_name: 'Offline Store Identifier',
      type: 'string',
      primary: true,
    },
    { name: 'offline_store_name', display_name: 'Offline Store Name', type: 'string' },
    { name: 'offline_store_location', display_name: 'Offline Store Location', type: 'string' },
  ],
  relations: [],
};

/** The sample import: offline stores from a container to ODP. */
export const offlineStoresImport = {
  type: 'files-to-odp',
  source: 'stores',
  match: '**/*.json',
  destination: 'odp',
  object: 'ocp_quickstart_offline_stores',
  key: 'ocp_quickstart_offline_store_id',
  fields: {
    ocp_quickstart_offline_store_id: 'id',
    offline_store_name: 'name',
    offline_store_location: 'location',
  },
  title: 'Offline Store Import',
  records: 'offline stores',
} as const;

export interface Store {
  readonly id: string;
  readonly name: string;
  readonly location: string;
}

const cities = [
  'New York City',
  'London',
  'Paris',
  'Tokyo',
  'Sydney',
  'Berlin',
  'Toronto',
  'Hong Kong',
  'São Paulo',
  'Zürich',
];

/** The store of a number: always the same. */
export function storeNumber(number: number, version = 0): Store {
  const city = cities[number % cities.length] ?? '';
  const name = `Store ${number}${version === 0 ? '' : ` v${version}`}`;
  return { id: `store-${String(number).padStart(8, '0')}`, name, location: city };
}
