import fc from 'fast-check';
import { odpBaseUrl, openOdp, regionOfKey } from '../../../src/connectors/odp';

describe('odpBaseUrl', () => {
  test.each([
    ['W4WzcEs-ABgXorzY7h1LCQ.secret', 'https://api.us1.odp.optimizely.com/v3'],
    ['W4WzcEs-ABgXorzY7h1LCQ-eu1.secret', 'https://api.eu1.odp.optimizely.com/v3'],
    ['W4WzcEs-ABgXorzY7h1LCQ-au1.secret', 'https://api.au1.odp.optimizely.com/v3'],
    ['W4WzcEs-ABgXorzY7h1LCQ-us1.secret', 'https://api.us1.odp.optimizely.com/v3'],
    ['public-key-alone-eu1', 'https://api.eu1.odp.optimizely.com/v3'],
    ['with.dots-eu1.secret', 'https://api.eu1.odp.optimizely.com/v3'],
    ['public.secret-eu1', 'https://api.us1.odp.optimizely.com/v3'],
    ['public-eu1.se.cret', 'https://api.us1.odp.optimizely.com/v3'],
    ['public-EU1.secret', 'https://api.us1.odp.optimizely.com/v3'],
  ])('the key %s is of %s', (apiKey, baseUrl) => {
    expect(odpBaseUrl({ apiKey })).toBe(baseUrl);
  });

  test('a region overrides the key, a base URL overrides both', () => {
    const apiKey = 'public-eu1.secret';
    expect(odpBaseUrl({ apiKey, region: 'au' })).toBe('https://api.au1.odp.optimizely.com/v3');
    expect(odpBaseUrl({ apiKey, region: 'us' })).toBe('https://api.us1.odp.optimizely.com/v3');
    expect(odpBaseUrl({ apiKey, region: 'au', baseUrl: 'http://localhost:4010/v3' })).toBe('http://localhost:4010/v3');
  });

  test.each([
    ['http://localhost:4010/v3/', 'http://localhost:4010/v3'],
    ['http://localhost:4010', 'http://localhost:4010'],
    ['http://localhost:4010//', 'http://localhost:4010'],
    ['HTTPS://API.Zaius.com/v3', 'https://api.zaius.com/v3'],
    ['http://[::1]:4010/v3', 'http://[::1]:4010/v3'],
  ])('the base URL %s is used as %s', (baseUrl, used) => {
    expect(odpBaseUrl({ apiKey: 'k', baseUrl })).toBe(used);
  });

  test.each(['', 'localhost:4010', 'api.us1.odp.optimizely.com/v3', 'ftp://host/v3', 'file:///v3', 'http://'])(
    'the base URL %j is refused',
    (baseUrl) => {
      expect(() => odpBaseUrl({ apiKey: 'k', baseUrl })).toThrow(expect.objectContaining({ code: 'config-invalid' }));
    },
  );

  test.each(['http://user:canary@host/v3', 'https://host/v3?key=canary', 'https://host/v3#canary'])(
    'a base URL that may hold a secret (%s) is refused without repeating it',
    (baseUrl) => {
      expect.assertions(2);
      try {
        odpBaseUrl({ apiKey: 'k', baseUrl });
      } catch (error) {
        expect(error).toMatchObject({ code: 'config-invalid' });
        expect(String(error)).not.toContain('canary');
      }
    },
  );
});

describe('regionOfKey', () => {
  test('what follows the last dot, the secret, decides nothing', () => {
    const secret = fc.string().filter((text) => !text.includes('.'));
    fc.assert(
      fc.property(fc.string(), secret, secret, (publicPart, one, other) => {
        expect(regionOfKey(`${publicPart}.${one}`)).toBe(regionOfKey(`${publicPart}.${other}`));
      }),
    );
  });
});

describe('openOdp', () => {
  test.each(['', ' ', 'canary\n', ' canary', 'can ary', 'canäry', 'canary\u0000'])(
    'the key %j, which no header can hold, is refused without repeating it',
    (apiKey) => {
      expect.assertions(2);
      try {
        openOdp({ apiKey });
      } catch (error) {
        expect(error).toMatchObject({ code: 'config-invalid' });
        expect(String(error)).not.toMatch(/can ?[aä]ry/);
      }
    },
  );
});
