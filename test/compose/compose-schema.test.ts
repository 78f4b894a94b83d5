import { parse } from 'yaml';
import { composeText } from './compose-file';
import { faultsByComposeSchema } from './compose-schema';

const faultsOf = (text: string): readonly string[] => faultsByComposeSchema(parse(text));

test('docker-compose.yml is of the Compose specification', () => {
  expect(faultsOf(composeText)).toEqual([]);
});

const unknown = 'must NOT have additional properties';

test.each([
  ['of the file', 'volumes:\n  postgres:', 'volumen:\n  postgres:', `/ ${unknown} volumen`],
  ['of a service', '    healthcheck:\n', '    healthchek:\n', `/services/postgres ${unknown} healthchek`],
  ['of a health check', 'start_period:', 'start_periode:', `/services/temporal/healthcheck ${unknown} start_periode`],
  [
    'of a dependency',
    '{ condition: service_completed_successfully }',
    '{ conditon: service_completed_successfully }',
    `/services/temporal/depends_on/temporal-schema ${unknown} conditon`,
  ],
])('a misspelt key %s is refused', (_, right, misspelt, fault) => {
  expect(composeText).toContain(right);
  expect(faultsOf(composeText.replace(right, misspelt))).toContain(fault);
});

test.each([
  ['the name', 'name: longshore', 'name: Longshore', '/name must match pattern "^[a-z0-9][a-z0-9_-]*$"'],
  [
    'a condition',
    'service_healthy',
    'healthy',
    /^\/services\/temporal-schema\/depends_on\/postgres\/condition must be equal/,
  ],
  [
    'a duration',
    'stop_grace_period: 30s',
    'stop_grace_period: 30 s',
    /^\/services\/worker\/stop_grace_period must match format/,
  ],
  ['a switch', 'init: true', 'init: "yes"', '/services/worker/init must be boolean'],
])('what %s cannot be is refused', (_, right, wrong, fault) => {
  expect(composeText).toContain(right);
  const matching = fault instanceof RegExp ? expect.stringMatching(fault) : fault;
  expect(faultsOf(composeText.replace(right, wrong))).toContainEqual(matching);
});
