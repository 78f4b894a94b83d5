import { openTables } from '../../src/tables/open-tables';

// Loads what it is told on the command line, and is killed while it does.
const [path = '', load = ''] = process.argv.slice(2);
openTables({ type: 'duckdb', path })
  .then((tables) => {
    process.stdout.write('open\n');
    return tables.load(JSON.parse(load), { onErrors: async () => {} });
  })
  .then(() => process.exit(0))
  .catch((error: unknown) => {
    console.error(error);
    process.exit(1);
  });
