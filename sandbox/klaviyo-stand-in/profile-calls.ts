import { type Answer, notFound, ok, refused } from './answer';
import { type ApiCall, allProblems, type Handler, refusedByScript, sparse } from './api-call';
import { showImportError, showJob } from './job-answer';
import { listJobs, readJob } from './job-calls';
import { idsAt, isObject, type JsonObject, listAt, objectAt } from './json';
import { conditionsOf, holds } from './list-filter';
import { answerPage, unknownFilter } from './list-page';
import { bulkImportProblems, singleProfileProblems } from './profile-check';
import type { ProfileWrite, StoredProfile } from './profile-store';

const jobPath = '/api/profile-bulk-import-jobs';
const jobType = 'profile-bulk-import-job';
const pages = { size: 20, most: 100, isSized: true };
const same = ['equals', 'any'];
const order = ['greater-than', 'less-than'];
const filters = { id: same, email: same, phone_number: same, external_id: same, created: order, updated: order };

export const profileCalls: Readonly<Record<string, Handler>> = {
  get_profiles: listProfiles,
  get_profile: (call) => {
    const profile = call.state.profiles.get(call.id);
    return profile ? ok(200, { data: showProfile(call, profile) }) : notFound('The profile');
  },
  create_profile: (call) => writeOne(call, true, (entry) => call.state.profiles.create(entry)),
  create_or_update_profile: (call) => writeOne(call, true, (entry) => call.state.profiles.upsert(entry, 'clear')),
  update_profile: (call) => writeOne(call, false, (entry) => call.state.profiles.update(call.id, entry)),
  bulk_import_profiles: bulkImport,
  get_bulk_import_profiles_jobs: listJobs('bulk_import_profiles', jobType, jobPath),
  get_bulk_import_profiles_job: readJob('bulk_import_profiles', jobType, jobPath),
  get_errors_for_bulk_import_profiles_job: (call) => {
    const job = call.state.jobs.get('bulk_import_profiles', call.id);
    if (job === undefined) return notFound('The job');
    const showsPayload = call.state.settings.importErrorPayload === 'entry';
    return answerPage(call, job.errors, pages, '', (error) => showImportError(error, showsPayload));
  },
  get_profiles_for_bulk_import_profiles_job: (call) => listOfJob(call, (profile) => showProfile(call, profile)),
  get_profile_ids_for_bulk_import_profiles_job: (call) => listOfJob(call, ({ id }) => ({ type: 'profile', id })),
  get_list_ids_for_bulk_import_profiles_job: (call) => {
    const job = call.state.jobs.get('bulk_import_profiles', call.id);
    if (job === undefined) return notFound('The job');
    const data = job.lists.map((id) => ({ type: 'list', id }));
    return ok(200, { data, links: { self: `${call.base}${call.path}` } });
  },
};

function bulkImport(call: ApiCall): Answer {
  const { state, body } = call;
  const place = '/data/attributes/profiles/data';
  const entries = listAt(body, 'data', 'attributes', 'profiles', 'data');
  const problems = [
    ...allProblems(call, bulkImportProblems(body, call.bodyBytes)),
    ...refusedByScript(call, place, entries),
  ];
  if (problems.length > 0) return refused(400, problems);
  const lists = idsAt(body, 'data', 'relationships', 'lists') ?? [];
  const job = state.addJob(call, {
    place,
    lists,
    entries: entries.filter(isObject),
    work: (entry) => {
      const write = state.profiles.upsert(entry, 'ignore');
      if (write.kind === 'created' || write.kind === 'updated') {
        for (const list of lists) write.profile.lists.add(list);
        return { id: write.profile.id };
      }
      return { problem: { code: 'duplicate_profile', detail: 'The identifiers belong to more than one profile.' } };
    },
  });
  return ok(202, { data: showJob(job, jobType, jobPath, call.base) });
}

function writeOne(call: ApiCall, needsIdentifier: boolean, write: (entry: JsonObject) => ProfileWrite): Answer {
  const problems = allProblems(call, singleProfileProblems(call.body, call.bodyBytes, needsIdentifier));
  if (problems.length > 0) return refused(400, problems);
  const result = write(objectAt(call.body, 'data'));
  switch (result.kind) {
    case 'unknown':
      return notFound('The profile');
    case 'duplicate':
      return refused(409, [
        {
          code: 'duplicate_profile',
          detail: 'A profile already exists with one of these identifiers.',
          pointer: '/data/attributes',
          meta: { duplicate_profile_id: result.of.id },
        },
      ]);
    default:
      return ok(result.kind === 'created' ? 201 : 200, { data: showProfile(call, result.profile) });
  }
}

function listProfiles(call: ApiCall): Answer {
  const { profiles } = call.state;
  const conditions = conditionsOf(call.search, filters);
  if (conditions === undefined) return unknownFilter();
  const [first] = conditions;
  // By identifier they are looked up: a look through 100,000 for each question would take all the time there is.
  const byIdentifier =
    first?.field === 'email' || first?.field === 'phone_number' || first?.field === 'external_id'
      ? first.field
      : undefined;
  const found = byIdentifier
    ? (first?.values ?? []).flatMap((value) => profiles.findBy(byIdentifier, value) ?? [])
    : [...profiles.all()].filter((profile) =>
        conditions.every((condition) =>
          holds(condition, {
            ...profile.attributes,
            id: profile.id,
            created: profile.created,
            updated: profile.updated,
          }),
        ),
      );
  const inOrder = found.sort((a, b) => a.sequence - b.sequence);
  return answerPage(call, inOrder, pages, 'created', (profile) => showProfile(call, profile));
}

function listOfJob(call: ApiCall, show: (profile: StoredProfile) => JsonObject): Answer {
  const job = call.state.jobs.get('bulk_import_profiles', call.id);
  if (job === undefined) return notFound('The job');
  const written = [...new Set(job.written)].flatMap((id) => call.state.profiles.get(id) ?? []);
  return answerPage(
    call,
    written.sort((a, b) => a.sequence - b.sequence),
    pages,
    '',
    show,
  );
}

function showProfile(call: ApiCall, { id, attributes, created, updated }: StoredProfile): JsonObject {
  const shown = {
    ...attributes,
    location: attributes.location ?? {},
    properties: attributes.properties ?? {},
    created,
    updated,
  };
  return {
    type: 'profile',
    id,
    attributes: sparse(call, 'profile', shown),
    links: { self: `${call.base}/api/profiles/${id}` },
  };
}
