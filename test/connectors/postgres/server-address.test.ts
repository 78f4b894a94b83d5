import fc from 'fast-check';
import { readServerAddress } from '../../../src/connectors/postgres/server-address';

describe('readServerAddress', () => {
  it('reads all of a url', () => {
    expect(readServerAddress('postgresql://a%40b:p%2F%25@[::1]:5433/ware%20house?sslmode=require')).toEqual({
      host: '::1',
      port: 5433,
      database: 'ware house',
      user: 'a@b',
      password: 'p/%',
      ssl: { rejectUnauthorized: false },
    });
  });

  it.each([
    ['postgres://u@localhost/d', false],
    ['postgres://u@127.0.0.1/d', false],
    ['postgres://u@db.example.com/d', {}],
    ['postgres://u@db.example.com/d?sslmode=disable', false],
    ['postgres://u@localhost/d?sslmode=verify-full', {}],
  ])('%s: speaks TLS as it is asked to, else wherever it leaves this machine', (url, ssl) => {
    expect(readServerAddress(url)).toMatchObject({ port: 5432, password: undefined, ssl });
  });

  it.each([
    ['canary', 'is no url'],
    ['mysql://u:canary@h/d', 'is no url'],
    ['postgres://u:canary@/d', 'is no url'],
    ['postgres://h/canary', 'names no user'],
    ['postgres://u:canary@h', 'names no database'],
    ['postgres://u:canary%@h/d', '% that begins no code'],
    ['postgres://u:canary@h/d?sslmode=prefer', 'sslmode that is not known'],
    ['postgres://u:canary@h/d?canary=1', 'a parameter other than sslmode'],
    ['postgres://u:ca#nary@h/d', 'is no url'],
  ])('%s is refused without a word of it', (url, message) => {
    expect(() => readServerAddress(url)).toThrow(
      expect.objectContaining({ code: 'config-invalid', message: expect.stringContaining(message) }),
    );
    expect(() => readServerAddress(url)).toThrow(
      expect.not.objectContaining({ message: expect.stringMatching(/canary/) }),
    );
  });

  it('gives back whatever was written as a url', () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1 });
    fc.assert(
      fc.property(text, text, text, (user, password, database) => {
        const [u, p, d] = [user, password, database].map(encodeURIComponent);
        expect(readServerAddress(`postgres://${u}:${p}@db:1/${d === '.' || d === '..' ? 'd' : d}`)).toMatchObject({
          user,
          password,
          database: d === '.' || d === '..' ? 'd' : database,
        });
      }),
    );
  });
});
