import { openPostgresTables } from '../../../src/tables/postgres/open-postgres-tables';

// Loads what it is told on the command line, and is killed while it does.
const [url = '', load = ''] = process.argv.slice(2);
openPostgresTables({ url })
  .then((tables) => tables.load(JSON.parse(load), { onErrors: async () => {} }))
  .then(() => process.exit(0))
  .catch((error: unknown) => {
    console.error(error);
    process.exit(1);
  });
