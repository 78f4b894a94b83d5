import { answerFailure } from '../../../src/connectors/odp/answer-failure';

/** ODP's own hosts cannot be asked in a test; what their 403 means is decided by this function alone. */
function refusal(apiKey: string, hostname: string) {
  return answerFailure({ status: 403, retryAfter: undefined, text: '' }, { host: hostname, hostname, apiKey });
}

describe('a key that is refused', () => {
  test.each([
    ['p-eu1.canary', 'api.us1.odp.optimizely.com', 'EU', 'US', 'region: eu'],
    ['p-au1.canary', 'api.eu1.odp.optimizely.com', 'APAC', 'EU', 'region: au'],
    ['p.canary', 'api.au1.odp.optimizely.com', 'US', 'APAC', 'region: us'],
    ['p-eu1.canary', 'api.zaius.com', 'EU', 'US', 'region: eu'],
  ])('%s at %s is of another region', (apiKey, hostname, ofKey, ofHost, remedy) => {
    const error = refusal(apiKey, hostname);
    expect(error.code).toBe('destination-auth');
    expect(error.message).toMatch(new RegExp(`key is of the ${ofKey} region, the host of the ${ofHost} region`));
    expect(error.remedy).toContain(remedy);
    expect(JSON.stringify(error.report())).not.toContain('canary');
  });

  test.each([
    ['p-eu1.canary', 'api.eu1.odp.optimizely.com'],
    ['p.canary', 'api.us1.odp.optimizely.com'],
    ['p-eu1.canary', 'localhost'],
    ['p-eu1.canary', 'api.us1.odp.optimizely.com.example.org'],
  ])('%s at %s is simply wrong', (apiKey, hostname) => {
    const error = refusal(apiKey, hostname);
    expect(error.code).toBe('destination-auth');
    expect(error.message).not.toContain('region');
    expect(error.message).not.toContain('canary');
  });
});
