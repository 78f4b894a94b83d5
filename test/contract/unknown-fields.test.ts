import { unknownFields } from '../../src/contract/unknown-fields';

const schema = [
  { name: 'ocp_quickstart_offline_store_id' },
  { name: 'ocp_quickstart_offline_store_name' },
  { name: 'ocp_quickstart_offline_store_location' },
];

describe('unknownFields', () => {
  test('finds the fields whose prefix was forgotten, and what was meant', () => {
    const fields = {
      ocp_quickstart_offline_store_id: 'id',
      offline_store_name: 'name',
      offline_store_location: 'location',
    };
    expect(unknownFields(fields, schema)).toEqual([
      { field: 'offline_store_name', nearest: 'ocp_quickstart_offline_store_name' },
      { field: 'offline_store_location', nearest: 'ocp_quickstart_offline_store_location' },
    ]);
  });

  test('says nothing when all are known', () => {
    expect(unknownFields({ ocp_quickstart_offline_store_id: 'id' }, schema)).toEqual([]);
    expect(unknownFields({}, [])).toEqual([]);
  });

  test('proposes no field that is mapped already, and none that is far', () => {
    const known = [{ name: 'name' }, { name: 'city' }];
    expect(unknownFields({ name: 'name', nmae: 'name' }, known)).toEqual([{ field: 'nmae' }]);
    expect(unknownFields({ nmae: 'name' }, known)).toEqual([{ field: 'nmae', nearest: 'name' }]);
    expect(unknownFields({ turnover: 'x' }, known)).toEqual([{ field: 'turnover' }]);
  });

  test('knows the names of inherited things as little as any other', () => {
    expect(unknownFields({ toString: 'x' }, [{ name: 'constructor' }])).toEqual([{ field: 'toString' }]);
  });
});
