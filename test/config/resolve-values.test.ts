import fc from 'fast-check';
import { configFile, goodFile, placeIn, replaced } from './config-file';

const { load, refusal } = configFile();

/** Values that would break out of a text, were they put into it and not into its value. */
const hostile = [
  '"',
  "'",
  ': ',
  'a: b',
  ' # no comment',
  'x\n    batchSize: 500',
  'x\r\ny',
  '"}, odp: {"type": "odp"}',
  '{"type":"service_account","key":"-----BEGIN\\n"}',
  '${NAME}',
  '$${NAME}',
  '${NAME:default}',
  '*alias',
  '&anchor',
  '!tag',
  '- item',
  '---',
  'null',
  '0x1F',
  'true',
  '\\n',
  '\\',
  '%s $& $1',
  ' leading and trailing ',
];
const anyValue = fc
  .oneof(
    fc.constantFrom(...hostile),
    fc.string({ unit: 'binary' }),
    fc.array(fc.constantFrom(...hostile)).map((all) => all.join('')),
  )
  .filter((value) => value !== '');

/** The ways to write a text in YAML; the variable goes to `_`, and into the value with these around it. */
const styles: [written: string, before: string, after: string][] = [
  ['_', '', ''],
  ['"_"', '', ''],
  ["'_'", '', ''],
  ['"a_b"', 'a', 'b'],
  ["'''_: # '", "'", ': # '],
  ['|-\n      a\n      _: b', 'a\n', ': b'],
  ['>-\n      a\n      _', 'a ', ''],
];

test('any value comes out as it is, in any place and any way of writing', () => {
  fc.assert(
    fc.property(anyValue, fc.constantFrom(...styles), fc.boolean(), (value, [written, before, after], asDefault) => {
      // A default stands in the file itself, so it is only tried where a single quoted line can hold it.
      const reference = asDefault ? '${NONE:kept}' : '${NAME}';
      const expected = before + (asDefault ? 'kept' : value) + after;
      const here = written.replace('_', () => reference);
      const text = replaced(
        replaced(goodFile, 'object: stores', `object: ${here}`),
        'clientSecret: s',
        `clientSecret: "${reference}"`,
      );
      const fields = replaced(text, 'store_name: name', `store_name: '${reference}'`);
      const { imports, connections } = load(fields, { NAME: value });
      const alone = asDefault ? 'kept' : value;
      expect(imports['offline-stores']).toEqual({
        ...load(goodFile).imports['offline-stores'],
        object: expected,
        fields: { store_id: 'id', store_name: alone },
      });
      expect(Object.keys(imports)).toEqual(['offline-stores']);
      expect(Object.keys(connections)).toEqual(['stores', 'odp']);
      expect(connections.stores).toMatchObject({ credentials: { clientSecret: alone } });
    }),
  );
});

test('any default comes out as it is, where its braces are pairs', () => {
  const preset = anyValue.filter((value) => !/[{}]/.test(value));
  fc.assert(
    fc.property(fc.oneof(preset, fc.json()), (value) => {
      fc.pre(!value.includes('${') && isBalanced(value));
      const title = `title: ${JSON.stringify(`\${NONE:${value}}`)}\n    batchSize: 50`;
      fc.pre(value !== '');
      expect(load(replaced(goodFile, 'batchSize: 50', title)).imports['offline-stores']?.title).toBe(value);
    }),
  );
});

test('the file as it is written keeps the names of variables and never their values', () => {
  const text = replaced(goodFile, 'apiKey: k', "apiKey: 'x-${NAME}'");
  const { written, connections } = load(text, { NAME: 'of-the-environment' });
  expect(connections.odp).toMatchObject({ apiKey: 'x-of-the-environment' });
  expect(written.connections.odp).toEqual({ type: 'odp', apiKey: 'x-${NAME}', region: 'us' });
  expect(JSON.stringify(written)).not.toContain('of-the-environment');
});

test('all variables that are missing are told at once, each where it stands', () => {
  const text = replaced(goodFile, 'clientSecret: s', 'clientSecret: "a $${SECRET} ${SECRET}"')
    .replace('tenantId: t', 'tenantId: "${TENANT}"')
    .replace('apiKey: k', 'apiKey: ${KEY}')
    .replace('region: us', 'region: "${REGION:us}"')
    .replace('object: stores', 'object: |\n      first\n      x ${TENANT}')
    // Written with escapes, it has no place of its own.
    .replace('store_name: name', 'store_name: "\\x24{NAME}"');
  // Inside of { } a plain text ends at a brace: this one needs quotes.
  const quoted = text.replace('apiKey: ${KEY}', "apiKey: '${KEY}'");
  expect(refusal(quoted, { REGION: 'us', EMPTY: '' })).toMatchObject({
    code: 'config-missing-variable',
    problems: [
      `${placeIn(quoted, '${TENANT}", clientId')}: \${TENANT} is not set (connections.stores.credentials.tenantId)`,
      `${placeIn(quoted, '${SECRET}" }')}: \${SECRET} is not set (connections.stores.credentials.clientSecret)`,
      `${placeIn(quoted, '${KEY}')}: \${KEY} is not set (connections.odp.apiKey)`,
      `${placeIn(quoted, '${TENANT}\n')}: \${TENANT} is not set (imports.offline-stores.object)`,
      `${placeIn(quoted, '"\\x24{NAME}"')}: \${NAME} is not set (imports.offline-stores.fields.store_name)`,
    ],
  });
  expect(refusal(text)).toMatchObject({ code: 'config-invalid' });
});

test('one that is missing is enough, and one that is empty is not missing', () => {
  const text = replaced(goodFile, 'object: stores', 'object: stores${SUFFIX}');
  expect(refusal(text)).toMatchObject({
    code: 'config-missing-variable',
    problems: [`${placeIn(text, '${SUFFIX}')}: \${SUFFIX} is not set (imports.offline-stores.object)`],
  });
  expect(load(text, { SUFFIX: '' }).imports['offline-stores']).toMatchObject({ object: 'stores' });
});

test('what is no variable is a fault of the file, told before any that is missing', () => {
  const text = goodFile.replace('object: stores', 'object: "${a-b}"').replace('region: us', 'region: "${NONE}"');
  expect(refusal(text)).toMatchObject({
    code: 'config-invalid',
    problems: [
      expect.stringMatching(`^${placeIn(text, '"${a-b}"')}: imports.offline-stores.object has a \\$\\{…\\} that`),
    ],
  });
});

test('a comment may name variables that are not set; a key may name none', () => {
  expect(refusal(`# \${NONE}\n${goodFile}`)).toBeUndefined();
  const text = replaced(goodFile, 'store_name: name', '"${NAME}": name');
  expect(refusal(text, { NAME: 'store_name' })).toMatchObject({
    problems: [`${placeIn(text, '"${NAME}"')}: a key is written out: \${…} is for values only`],
  });
});

test('the value of a variable is taken for a number where a number is expected, and for a text elsewhere', () => {
  const text = goodFile
    .replace('batchSize: 50', 'batchSize: ${SIZE}\n    maxRejectRate: "${RATE:0.5}"\n    title: ${SIZE}')
    .replace('store_name: name', 'store_name: "${SIZE}"');
  const { imports } = load(text, { SIZE: ' 120 ' });
  expect(imports['offline-stores']).toMatchObject({
    batchSize: 120,
    maxRejectRate: 0.5,
    title: ' 120 ',
    fields: { store_name: ' 120 ' },
  });
  // A text in the file is a text: YAML has numbers of its own.
  const quoted = goodFile.replace('batchSize: 50', 'batchSize: "50"');
  expect(refusal(quoted)?.problems).toEqual([
    `${placeIn(quoted, '"50"')}: imports.offline-stores.batchSize must be a whole number from 1 to 500; take the quotes away`,
  ]);
});

test.each(['501', '0', '-1', '1.5', '1e3', 'Infinity', '0x10', '5 0', 'fifty', '', '9'.repeat(400)])(
  'a variable that holds %j is no batch size',
  (SIZE) => {
    const text = goodFile.replace('batchSize: 50', 'batchSize: ${SIZE}');
    const at = placeIn(text, '${SIZE}');
    expect(refusal(text, { SIZE })?.problems).toEqual([
      `${at}: imports.offline-stores.batchSize: the value of \${SIZE} must be a whole number from 1 to 500`,
    ]);
  },
);

function isBalanced(text: string): boolean {
  let open = 0;
  for (const letter of text) {
    if (letter === '{') open += 1;
    if (letter === '}') open -= 1;
    if (open < 0) return false;
  }
  return open === 0;
}
