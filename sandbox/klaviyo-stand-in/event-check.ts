import { invalid, type Problem } from './answer';
import { at, isObject, listAt, objectAt, textAt } from './json';
import { profileProblems } from './profile-check';

const mostProperties = 400;
const longestString = 100_000;
const earliest = Date.UTC(1991, 0, 1);
const yearMs = 366 * 24 * 60 * 60 * 1_000;

/** What is wrong with a single event beyond its types. */
export function eventProblems(body: unknown, now: number): Problem[] {
  const attributes = objectAt(body, 'data', 'attributes');
  const pointer = '/data/attributes';
  return [
    ...(at(body, 'data', 'type') === 'event' ? [] : [invalid('/data/type', 'The type must be event.')]),
    ...attributesProblems(attributes, pointer, now),
    ...profileProblems(at(attributes, 'profile', 'data'), `${pointer}/profile/data`),
  ];
}

/** What is wrong with a bulk request of events beyond its types. */
export function bulkEventsProblems(body: unknown, now: number): Problem[] {
  const pointer = '/data/attributes/events-bulk-create/data';
  const groups = listAt(body, 'data', 'attributes', 'events-bulk-create', 'data');
  const total = groups.reduce((sum: number, group) => sum + eventsIn(group).length, 0);
  if (total === 0) return [invalid(pointer, 'At least one event must be given.')];
  if (total > 1_000) return [invalid(pointer, 'At most 1000 events may be given.')];
  return groups.flatMap((group, index) => {
    const place = `${pointer}/${index}`;
    const ofType = at(group, 'type') === 'event-bulk-create';
    return [
      ...(ofType ? [] : [invalid(`${place}/type`, 'The type must be event-bulk-create.')]),
      ...profileProblems(at(group, 'attributes', 'profile', 'data'), `${place}/attributes/profile/data`),
      ...eventsIn(group).flatMap((event, number) =>
        attributesProblems(objectAt(event, 'attributes'), `${place}/attributes/events/data/${number}/attributes`, now),
      ),
    ];
  });
}

/** The events of an entry of a bulk request. */
export function eventsIn(group: unknown): readonly unknown[] {
  return listAt(group, 'attributes', 'events', 'data');
}

function attributesProblems(attributes: Readonly<Record<string, unknown>>, pointer: string, now: number): Problem[] {
  const problems: Problem[] = [];
  const wrong = (key: string, detail: string): void => {
    problems.push(invalid(`${pointer}/${key}`, detail));
  };
  const { properties, time, value_currency: currency } = attributes;
  const name = textAt(attributes, 'metric', 'data', 'attributes', 'name');
  if (name === undefined || name.length >= 128)
    wrong('metric/data/attributes/name', 'A metric needs a name of under 128 characters.');
  if (at(attributes, 'metric', 'data', 'type') !== 'metric') wrong('metric/data/type', 'The type must be metric.');
  if (!isObject(properties)) wrong('properties', 'The properties must be an object.');
  else if (Object.keys(properties).length > mostProperties) wrong('properties', 'At most 400 properties may be given.');
  else if (hasLongString(properties)) wrong('properties', 'A text is longer than 100 KB.');
  if (typeof time === 'string') {
    const ms = Date.parse(time);
    if (!(ms >= earliest && ms <= now + yearMs)) wrong('time', 'The time must be after 1990 and at most a year ahead.');
  }
  if (typeof currency === 'string' && !/^[A-Z]{3}$/.test(currency))
    wrong('value_currency', 'Not a currency of ISO 4217.');
  return problems;
}

function hasLongString(value: unknown): boolean {
  // A character has 1 to 3 bytes in UTF-8 for each of its units.
  if (typeof value === 'string') return value.length * 3 > longestString && Buffer.byteLength(value) > longestString;
  if (typeof value !== 'object' || value === null) return false;
  for (const inner of Object.values(value)) if (hasLongString(inner)) return true;
  return false;
}
