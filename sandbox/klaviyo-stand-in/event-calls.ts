import { type Answer, empty, invalid, notFound, ok, type Problem, refused } from './answer';
import { type ApiCall, allProblems, type Handler, refusedByScript, sparse } from './api-call';
import { bulkEventsProblems, eventProblems, eventsIn } from './event-check';
import { keyOf, type StoredEvent, type StoredMetric } from './event-store';
import { at, type JsonObject, listAt, objectAt } from './json';
import { conditionsOf, holds } from './list-filter';
import { answerPage, unknownFilter } from './list-page';

const order = ['greater-than', 'greater-or-equal', 'less-than', 'less-or-equal'];
const filters = {
  metric_id: ['equals'],
  profile_id: ['equals'],
  profile: ['has'],
  metric: ['has'],
  datetime: order,
  timestamp: order,
};

export const eventCalls: Readonly<Record<string, Handler>> = {
  create_event: (call) => {
    const attributes = objectAt(call.body, 'data', 'attributes');
    const problems = [
      ...allProblems(call, eventProblems(call.body, call.now)),
      ...(call.plan.refusal ? [invalid('/data/attributes', 'The event is not valid.')] : []),
    ];
    if (problems.length > 0) return refused(400, problems);
    const profile = profileOf(call, objectAt(attributes, 'profile', 'data'));
    if (typeof profile !== 'string') return refused(409, [profile]);
    call.state.events.add(profile, attributes, false, call.now);
    return empty(202);
  },
  bulk_create_events: bulkCreate,
  get_events: listEvents,
  get_event: (call) => {
    const event = call.state.events.get(call.id);
    return event ? ok(200, { data: showEvent(call, event) }) : notFound('The event');
  },
  get_metrics: (call) => {
    const metrics = call.state.events.metrics().map((metric, index) => ({ ...metric, sequence: index }));
    return answerPage(call, metrics, { size: 200, most: 200, isSized: false }, '', (metric) =>
      showMetric(call, metric),
    );
  },
  get_metric: (call) => {
    const metric = call.state.events.metrics().find(({ id }) => id === call.id);
    return metric ? ok(200, { data: showMetric(call, metric) }) : notFound('The metric');
  },
};

/** All or nothing: a unique id that comes twice fails the whole request. */
function bulkCreate(call: ApiCall): Answer {
  const { state, body, now } = call;
  const place = '/data/attributes/events-bulk-create/data';
  const groups = listAt(body, 'data', 'attributes', 'events-bulk-create', 'data');
  const problems = [...allProblems(call, bulkEventsProblems(body, now)), ...refusedByScript(call, place, groups)];
  if (problems.length > 0) return refused(400, problems);
  const repeats = repeatsIn(call, groups, place);
  if (repeats.length > 0) {
    const unnamed = invalid(place, 'A unique_id is used more than once for the same profile and metric.', 'duplicate');
    const answer = refused(400, state.settings.namesRepeats ? repeats.map(({ problem }) => problem) : [unnamed]);
    return repeats.every(({ isWithin }) => !isWithin) ? { ...answer, isRepeat: true } : answer;
  }
  for (const group of groups) {
    const profile = profileOf(call, objectAt(group, 'attributes', 'profile', 'data'));
    // Whose identifiers belong to two profiles is nobody's event, and nobody is told: there is no job to ask.
    if (typeof profile !== 'string') continue;
    const backfill = at(group, 'attributes', 'backfill') === true;
    for (const event of eventsIn(group)) state.events.add(profile, objectAt(event, 'attributes'), backfill, now);
  }
  return empty(202);
}

interface Repeat {
  readonly problem: Problem;
  /** Whether the request repeats itself, and not only what earlier ones have brought. */
  readonly isWithin: boolean;
}

function repeatsIn(call: ApiCall, groups: readonly unknown[], place: string): Repeat[] {
  const { state, now } = call;
  const seen = new Set<string>();
  return groups.flatMap((group, index) => {
    const entry = objectAt(group, 'attributes', 'profile', 'data');
    const known = state.profiles.owner(entry);
    const profile = known?.id ?? JSON.stringify(objectAt(entry, 'attributes'));
    return eventsIn(group).flatMap((event, number) => {
      const attributes = objectAt(event, 'attributes');
      const key = keyOf(profile, attributes, now);
      const isKnown =
        state.settings.bulkRepeats === 'known' && known !== undefined && state.events.has(known.id, attributes, now);
      const isWithin = seen.has(key);
      seen.add(key);
      if (!isKnown && !isWithin) return [];
      const pointer = `${place}/${index}/attributes/events/data/${number}/attributes/unique_id`;
      const problem = invalid(pointer, 'This unique_id was used for the same profile and metric.', 'duplicate');
      return [{ problem, isWithin }];
    });
  });
}

/** The id of the profile that an event names, made where there is none. */
function profileOf(call: ApiCall, entry: JsonObject): string | Problem {
  const write = call.state.profiles.upsert(entry, 'ignore');
  if (write.kind === 'created' || write.kind === 'updated') return write.profile.id;
  return {
    code: 'duplicate_profile',
    detail: 'The identifiers belong to more than one profile.',
    pointer: '/data/attributes/profile',
  };
}

function listEvents(call: ApiCall): Answer {
  const conditions = conditionsOf(call.search, filters);
  if (conditions === undefined) return unknownFilter();
  const { events } = call.state;
  const found = [...events.all()].filter((event) => {
    const metric = events.metricNamed(event.metric);
    const values = {
      metric_id: metric?.id,
      metric: event.metric,
      profile_id: event.profile,
      profile: event.profile,
      datetime: event.time,
      timestamp: event.time,
    };
    return conditions.every((condition) => holds(condition, values));
  });
  return answerPage(call, found, { size: 200, most: 200, isSized: true }, 'datetime', (event) =>
    showEvent(call, event),
  );
}

function showEvent(call: ApiCall, event: StoredEvent): JsonObject {
  const { id, time, properties, uniqueId, value, valueCurrency, profile } = event;
  const metric = call.state.events.metricNamed(event.metric);
  const attributes = {
    timestamp: Math.floor(Date.parse(time) / 1_000),
    event_properties: { ...properties, $event_id: uniqueId, $value: value, $value_currency: valueCurrency },
    datetime: time,
    uuid: id,
  };
  return {
    type: 'event',
    id,
    attributes: sparse(call, 'event', attributes),
    relationships: {
      profile: { data: { type: 'profile', id: profile } },
      metric: { data: { type: 'metric', id: metric?.id ?? '' } },
    },
    links: { self: `${call.base}/api/events/${id}` },
  };
}

function showMetric(call: ApiCall, { id, name, created }: StoredMetric): JsonObject {
  const attributes = { name, created, updated: created, integration: { object: 'integration', name: 'API' } };
  return { type: 'metric', id, attributes, links: { self: `${call.base}/api/metrics/${id}` } };
}
