import fc from 'fast-check';
import { gatewaySettings, isLoopback } from '../../src/gateway/settings';
import { includes, Tokens } from '../../src/gateway/tokens';

const settings = (variables: Record<string, string>, flags = {}) =>
  gatewaySettings(new Map(Object.entries(variables)), flags);
const token = 'canary-0123456789abcdef';

test.each([
  [{}, {}, 6779],
  [{ PUB_SUB_PORT: '7000' }, {}, 7000],
  [{ PUB_SUB_PORT: '7000', BULK_IMPORT_PORT: '7001' }, {}, 7001],
  [{ PUB_SUB_PORT: '' }, {}, 6779],
  [{ BULK_IMPORT_PORT: '7001' }, { port: '0' }, 0],
])('the port of %j and %j is %d', (variables, flags, port) => {
  expect(settings(variables, flags)).toMatchObject({ host: '127.0.0.1', port });
});

test.each([
  [{ PUB_SUB_PORT: '65536' }, 'PUB_SUB_PORT must be a whole number from 0 to 65535'],
  [{ BULK_IMPORT_PORT: 'six' }, 'BULK_IMPORT_PORT must be'],
  [{ LONGSHORE_GATEWAY_RATE: '0' }, 'LONGSHORE_GATEWAY_RATE must be'],
  [{ LONGSHORE_RUN_TOKENS: 'short' }, 'LONGSHORE_RUN_TOKENS has a token that cannot be one'],
])('%j is refused without its value', (variables, message) => {
  expect(() => settings(variables)).toThrow(expect.objectContaining({ code: 'config-invalid' }));
  expect(() => settings(variables)).toThrow(message);
  expect(() => settings({ LONGSHORE_READ_TOKENS: `${token}\u0000` })).not.toThrow(token);
});

test('another address than this machine is refused without tokens', () => {
  for (const host of ['0.0.0.0', '::', '192.168.1.7', 'gateway.example', '127.0.0.1.example', '1127.0.0.1']) {
    expect(() => settings({}, { host })).toThrow(expect.objectContaining({ code: 'usage-invalid' }));
    expect(() => settings({ LONGSHORE_GATEWAY_HOST: host })).toThrow(host);
    expect(settings({ LONGSHORE_READ_TOKENS: token }, { host }).host).toBe(host);
  }
  for (const host of ['localhost', '127.0.0.1', '127.1.2.3', '::1', '[::1]']) expect(isLoopback(host)).toBe(true);
});

test('several tokens of each scope, each of which includes those before it', () => {
  const { tokens } = settings({
    LONGSHORE_READ_TOKENS: `${token}-1, ${token}-2`,
    LONGSHORE_RUN_TOKENS: `${token}-3\n`,
    LONGSHORE_DELETE_TOKENS: `${token}-4 ${token}-1`,
  });
  const scopeOf = (which: number): string | undefined => tokens.scopeOf(`Bearer ${token}-${which}`);
  expect([1, 2, 3, 4, 5].map(scopeOf)).toEqual(['delete', 'read', 'run', 'delete', undefined]);
  expect(includes('delete', 'run') && includes('run', 'read') && includes('read', 'read')).toBe(true);
  expect(includes('read', 'run') || includes('run', 'delete')).toBe(false);
});

test('nothing but the token itself is taken', () => {
  const tokens = new Tokens({ read: [], run: [token], delete: [] });
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.constantFrom('', 'Bearer', `Basic ${token}`, token)), (header) => {
      fc.pre(!/^bearer +/i.test(header) || header.trim().split(/ +/)[1] !== token);
      expect(tokens.scopeOf(header)).toBeUndefined();
    }),
  );
  for (let end = 1; end < token.length; end += 1) {
    expect(tokens.scopeOf(`Bearer ${token.slice(0, end)}`)).toBeUndefined();
  }
  expect(tokens.scopeOf(`bearer ${token}`)).toBe('run');
});
