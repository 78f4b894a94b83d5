/**
 * Who may know whom (docs/architecture.md). It runs over the compiled code, where type-only imports are gone: what is
 * left is what really is loaded.
 */
const room = (names) => `^dist/src/(${names.join('|')})/`;
const rooms = [
  'workflows',
  'activities',
  'connectors',
  'mappings',
  'formats',
  'bookmarks',
  'storage',
  'tables',
  'config',
  'runs',
  'gateway',
  'cli',
  'dev-server',
];
const only = (from, allowed, comment) => ({
  name: `${from}-knows-only-its-own`,
  comment,
  severity: 'error',
  from: { path: room([from]) },
  to: { path: room(rooms.filter((name) => name !== from && !allowed.includes(name))) },
});

module.exports = {
  forbidden: [
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    only('workflows', [], 'Workflows import types of activities and pure helpers (contract), nothing else.'),
    only(
      'activities',
      ['connectors', 'mappings', 'formats', 'bookmarks', 'storage', 'tables', 'config'],
      'Activities never import workflows.',
    ),
    only('bookmarks', ['connectors', 'storage'], 'Bookmarks know connectors, storage and the Temporal client.'),
    only('storage', ['connectors'], 'Storage knows connectors.'),
    only('tables', ['connectors', 'formats'], 'Tables know connectors and formats.'),
    only('connectors', [], 'A connector knows its own client library and nothing of ours.'),
    only('mappings', [], 'Mappings are pure.'),
    only('formats', [], 'Formats are pure: bytes in, records out.'),
    only('config', [], 'The configuration knows no room.'),
    only('runs', ['config', 'storage', 'dev-server'], 'What starts and finds runs is the same for all who call.'),
    only('gateway', ['runs', 'config', 'storage'], 'The gateway is a client with routes.'),
    only('dev-server', [], 'The development server knows no room.'),
    only(
      'cli',
      ['runs', 'gateway', 'config', 'bookmarks', 'storage', 'dev-server', 'connectors'],
      'Commands never import activities or workflows.',
    ),
    {
      name: 'cli-knows-connectors-for-check-only',
      severity: 'error',
      from: { path: '^dist/src/cli/', pathNot: '^dist/src/cli/check' },
      to: { path: '^dist/src/connectors/' },
    },
    {
      name: 'cli-knows-the-gateway-to-serve-it',
      severity: 'error',
      from: { path: '^dist/src/cli/', pathNot: '^dist/src/cli/commands/serve' },
      to: { path: '^dist/src/gateway/' },
    },
    {
      name: 'contract-knows-nothing',
      severity: 'error',
      from: { path: '^dist/src/contract/' },
      to: { pathNot: '^dist/src/contract/' },
    },
    {
      name: 'workflows-and-mappings-load-no-node-module',
      severity: 'error',
      from: { path: '^dist/src/(workflows|mappings)/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'workflows-load-only-the-workflow-package',
      severity: 'error',
      from: { path: '^dist/src/workflows/' },
      to: { path: 'node_modules', pathNot: 'node_modules/@temporalio/(workflow|common)' },
    },
    {
      name: 'connectors-know-no-temporal',
      severity: 'error',
      from: { path: '^dist/src/(connectors|mappings|formats|config)/' },
      to: { path: 'node_modules/@temporalio' },
    },
    {
      name: 'src-never-imports-sandbox',
      severity: 'error',
      from: { path: '^dist/src/' },
      to: { path: '^dist/(sandbox|bench|test)/' },
    },
  ],
  options: { doNotFollow: { path: 'node_modules' }, exclude: { path: 'workflow-bundle|\\.d\\.ts$' } },
};
