import { loadConfig } from '../src/config';
import { idRanges, openShop, type ShopResource } from '../src/connectors/commercetools';

/** What is read, as an import reads it. */
export interface Reading {
  readonly resource: ShopResource;
  readonly expand: readonly string[];
  readonly lanes: number;
}

export interface ReadFigures {
  readonly records: number;
  readonly pages: number;
  readonly seconds: number;
}

/** The pages that an import reads, through the same connector in as many lanes, and nothing else. Prints its figures. */
async function main({ resource, expand, lanes }: Reading): Promise<void> {
  const config = loadConfig({ env: process.env, path: process.env.LONGSHORE_CONFIG ?? 'longshore.yaml' });
  const { shop: connection } = config.connections;
  if (connection?.type !== 'commercetools') throw new Error('Not the import of the bench');
  const begun = Date.now();
  const shop = openShop(connection);
  let records = 0;
  let pages = 0;
  const readRange = async (range: ReturnType<typeof idRanges>[number]): Promise<void> => {
    for (let after = range.after, complete = false; !complete; pages += 1) {
      const page = await shop.readPage({ ...range, ...(after === undefined ? {} : { after }), resource, expand });
      records += page.records.length;
      after = page.records.at(-1)?.id ?? after;
      complete = page.complete;
    }
  };
  await Promise.all(idRanges(lanes).map(readRange));
  process.stdout.write(JSON.stringify({ records, pages, seconds: (Date.now() - begun) / 1_000 }));
}

main(JSON.parse(process.argv[2] ?? '{}') as Reading).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 1;
});
