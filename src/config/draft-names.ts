/** What a column's name says of its values: `firstName`, `FIRST NAME` and `first_name` say the same. */
const tagsOfNames: readonly (readonly [RegExp, tag: string])[] = [
  [/(?:^|_)e?_?mail(?:_address)?$/, 'email'],
  [/(?:^|_)(?:first|given|fore)_?name$|^fname$/, 'given-name'],
  [/(?:^|_)(?:last|sur|family)_?name$|^lname$/, 'surname'],
  [/(?:^|_)full_?name$/, 'full-name'],
  [/(?:^|_)(?:phone|mobile|cell|telephone)(?:_?(?:number|no))?$/, 'phone'],
  [/(?:^|_)(?:birth_?(?:date|day)|date_of_birth|dob)$/, 'birthdate'],
  [/(?:^|_)(?:gender|sex)$/, 'gender'],
  [/(?:^|_)(?:address|street)(?:_?(?:line)?_?1)?$/, 'address'],
  [/(?:^|_)(?:address|street)_?(?:line)?_?2$/, 'address2'],
  [/(?:^|_)(?:city|town)$/, 'city'],
  [/(?:^|_)(?:state|province)$/, 'state'],
  [/(?:^|_)(?:zip|postal|post)(?:_?code)?$/, 'postal'],
  [/(?:^|_)country(?:_code)?$/, 'country'],
  [/(?:^|_)ip(?:_address)?$/, 'ip-address'],
];

/** The semantic tag that a column's name suggests; an id of something else is a foreign key: `visitor_id` → `fk-visitor`. */
export function tagOfName(name: string): string | undefined {
  const words = inSnakeCase(name);
  const [, tag] = tagsOfNames.find(([pattern]) => pattern.test(words)) ?? [];
  if (tag !== undefined) return tag;
  const [, of] = /^([a-z][a-z0-9_]*)_(?:id|uuid)$/.exec(words) ?? [];
  return of === undefined ? undefined : `fk-${of.replace(/_+/g, '-').replace(/-$/, '')}`;
}

/** How likely it is by its name that a column identifies a row; the lowest is the most likely. */
export function rankAsKey(name: string): number {
  const words = inSnakeCase(name);
  const ranks = [/^uuid$/, /^id$/, /(?:^|_)uuid$|^guid$/, /(?:^|_)id$/, /(?:^|_)(?:key|number|code|sku)$/];
  const rank = ranks.findIndex((pattern) => pattern.test(words));
  return rank === -1 ? ranks.length : rank;
}

/** As `rankAsKey`, for how new a row is; undefined where a name does not say that. */
export function rankAsLastUpdated(name: string): number | undefined {
  const words = inSnakeCase(name);
  const ranks = [
    /^(?:last_)?(?:updated?|modified|changed?)(?:_?(?:at|on|time|timestamp|ts|ms))?$/,
    /(?:^|_)(?:updated?|modified)(?:_(?:at|on|time|timestamp|ts|ms))$/,
    /^(?:process(?:ed|ing)?|ingest(?:ed|ion)?|load(?:ed)?)_?(?:at|on|time|timestamp|ts|ms)$/,
    /^version$/,
  ];
  const rank = ranks.findIndex((pattern) => pattern.test(words));
  return rank === -1 ? undefined : rank;
}

function inSnakeCase(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/[^A-Za-z0-9]+/g, '_')
    .replace(/^_|_$/g, '')
    .toLowerCase();
}
