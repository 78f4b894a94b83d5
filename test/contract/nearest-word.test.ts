import fc from 'fast-check';
import { nearestWord } from '../../src/contract/nearest-word';

describe('nearestWord', () => {
  const keys = ['accountName', 'container', 'credentials', 'endpoint', 'prefix', 'type'];

  test.each([
    ['acountName', 'accountName'],
    ['accountname', 'accountName'],
    ['account_name', 'accountName'],
    ['continaer', 'container'],
    ['contaner', 'container'],
    ['containers', 'container'],
    ['credentails', 'credentials'],
    ['tpye', 'type'],
    ['PREFIX', 'prefix'],
  ])('%s was meant to be %s', (word, meant) => {
    expect(nearestWord(word, keys)).toBe(meant);
  });

  test.each(['', 'x', 'zz', 'schedule', 'batchSize', 'timeZone'])('nothing is near %j', (word) => {
    expect(nearestWord(word, keys)).toBeUndefined();
  });

  test('a field whose prefix was left out is found by its part', () => {
    const fields = ['ocp_quickstart_offline_store_id', 'ocp_quickstart_offline_store_name', 'created'];
    expect(nearestWord('offline_store_name', fields)).toBe('ocp_quickstart_offline_store_name');
    expect(nearestWord('ocp_quickstart_offline_store_id_of_the_store', fields)).toBe('ocp_quickstart_offline_store_id');
  });

  test('fewer slips win over more, and a part is asked only when no slip explains it', () => {
    expect(nearestWord('name', ['nmae', 'game', 'name_of_store'])).toBe('nmae');
    expect(nearestWord('store', ['store_location', 'stores'])).toBe('stores');
  });

  test('of equally near words the first one wins', () => {
    expect(nearestWord('cat', ['bat', 'rat'])).toBe('bat');
    expect(nearestWord('cat', ['rat', 'bat'])).toBe('rat');
  });

  test('two letters may hold one slip, one letter none', () => {
    expect(nearestWord('iD', ['id'])).toBe('id');
    expect(nearestWord('di', ['id'])).toBe('id');
    expect(nearestWord('a', ['b'])).toBeUndefined();
  });

  test('no candidates, no word', () => {
    expect(nearestWord('name', [])).toBeUndefined();
    expect(nearestWord('name', new Set<string>())).toBeUndefined();
  });

  test('one slip in a word of six letters or more is always mended', () => {
    const word = fc.stringMatching(/^[a-z]{6,12}$/);
    fc.assert(
      fc.property(word, fc.nat(), fc.constantFrom('drop', 'double', 'swap', 'replace'), (meant, seed, slip) => {
        const place = seed % (meant.length - 1);
        const [before, first, second, after] = [
          meant.slice(0, place),
          meant.charAt(place),
          meant.charAt(place + 1),
          meant.slice(place + 2),
        ];
        const slipped = {
          drop: `${before}${first}${after}`,
          double: `${before}${first}${first}${second}${after}`,
          swap: `${before}${second}${first}${after}`,
          replace: `${before}#${second}${after}`,
        }[slip];
        fc.pre(slipped !== meant);
        expect(nearestWord(slipped, ['0000000000', meant])).toBe(meant);
      }),
    );
  });
});
