import type { FilePlace, FilesCursor } from '../contract/files';

/**
 * A run of files of the list that one step after another imports, side by side with other lanes: positions from `from` to
 * before `to`. All that is counted here is of this lane alone.
 */
export interface FileLane {
  readonly from: number;
  readonly to: number;
  readonly position: number;
  readonly bytesDone: number;
  readonly quarantined: number;
  readonly lastFileTimestamp: number;
  /** Share of the list's bytes that the lane has done, in percent. */
  readonly percent: number;
  readonly file?: FilePlace;
}

/** How far a list is imported: all before `files.position`, and what the lanes have done of what follows. */
export interface LanedFiles {
  readonly files: FilesCursor;
  /** Ordered and without gaps; the first begins at `files.position`. */
  readonly lanes: readonly FileLane[];
  /** Share of the list before `files.position`, in percent. */
  readonly percent: number;
}

/** Fewer files cost a step each, which takes as long as a file; more would hold the bookmark back. */
const fewestFilesPerLane = 4;
const mostFilesPerLane = 100;
/** What is left is divided into so many shares for each that works, so that none works on long after the others. */
const sharesPerLane = 2;

/** Divides what is left so that as many lanes are open as there are to be, and there are files for. */
export function openLanes(state: LanedFiles, parallel: number): LanedFiles {
  const { files } = state;
  const total = files.list?.total ?? 0;
  const lanes = [...state.lanes];
  for (;;) {
    const from = lanes.at(-1)?.to ?? files.position;
    const open = lanes.filter(({ position, to }) => position < to).length;
    if (from >= total || open >= parallel) return { ...state, lanes };
    const share = Math.ceil((total - from) / (parallel * sharesPerLane));
    const length = parallel === 1 ? total - from : Math.min(Math.max(share, fewestFilesPerLane), mostFilesPerLane);
    lanes.push({
      from,
      to: Math.min(from + length, total),
      position: from,
      bytesDone: 0,
      quarantined: 0,
      lastFileTimestamp: 0,
      percent: 0,
    });
  }
}

/** What a lane's step is given: the place where the lane stands, as a cursor of its own. */
export function cursorOfLane({ source, ledger, list, begun }: FilesCursor, lane: FileLane): FilesCursor {
  const { position, bytesDone, quarantined, lastFileTimestamp, file } = lane;
  return {
    source,
    lastFileTimestamp,
    ...(ledger === undefined ? {} : { ledger }),
    ...(list === undefined ? {} : { list }),
    position,
    bytesDone,
    quarantined,
    ...(file === undefined ? {} : { file }),
    ...(begun === undefined ? {} : { begun }),
  };
}

/** Takes what a lane's step has reached, and moves the prefix over all that is done without a gap. */
export function advanceLane(state: LanedFiles, from: number, reached: FilesCursor, percent: number): LanedFiles {
  const { position, bytesDone, quarantined, lastFileTimestamp, file } = reached;
  const lanes = state.lanes.map((lane): FileLane => {
    if (lane.from !== from) return lane;
    const place = { position, bytesDone, quarantined, lastFileTimestamp, percent };
    return { from, to: lane.to, ...place, ...(file === undefined ? {} : { file }) };
  });
  const { begun, ...files } = state.files;
  const stillBegun = begun?.filter((place) => reached.begun?.some((other) => isSameFile(place, other)));
  return foldFinished({
    ...state,
    files: stillBegun?.length ? { ...files, begun: stillBegun } : files,
    lanes: lanes.reduce<readonly FileLane[]>(joinFinished, []),
  });
}

/** Finished lanes behind one that works on a large file become one, so that their number stays small. */
function joinFinished(lanes: readonly FileLane[], lane: FileLane): readonly FileLane[] {
  const last = lanes.at(-1);
  if (!last || last.position < last.to || lane.position < lane.to) return [...lanes, lane];
  const joined = {
    from: last.from,
    to: lane.to,
    position: lane.position,
    bytesDone: last.bytesDone + lane.bytesDone,
    quarantined: last.quarantined + lane.quarantined,
    lastFileTimestamp: Math.max(last.lastFileTimestamp, lane.lastFileTimestamp),
    percent: last.percent + lane.percent,
  };
  return [...lanes.slice(0, -1), joined];
}

function foldFinished(state: LanedFiles): LanedFiles {
  const [first, ...lanes] = state.lanes;
  if (!first || first.position < first.to) return state;
  const files = withLane(state.files, first);
  return foldFinished({ ...state, files, lanes, percent: state.percent + first.percent });
}

/** The prefix with what the lane that begins at its end has done. */
function withLane(files: FilesCursor, lane: FileLane): FilesCursor {
  return {
    ...files,
    position: lane.position,
    bytesDone: files.bytesDone + lane.bytesDone,
    quarantined: files.quarantined + lane.quarantined,
    lastFileTimestamp: Math.max(files.lastFileTimestamp, lane.lastFileTimestamp),
  };
}

/** What the bookmark remembers: the prefix with what the first lane has done, and what the others have done beyond. */
export function rememberLanes({ files, lanes }: LanedFiles): FilesCursor {
  const [first, ...others] = lanes;
  if (!first) return files;
  const ahead = others
    .filter((lane) => lane.position > lane.from)
    .map((lane) => ({ from: lane.from, to: lane.position }));
  const inLanes = others.flatMap((lane) => lane.file ?? []);
  const before = (files.begun ?? []).filter(
    (place) => ![...inLanes, ...(first.file ? [first.file] : [])].some((other) => isSameFile(place, other)),
  );
  const begun = [...inLanes, ...before];
  return {
    ...withLane(files, first),
    ...(first.file === undefined ? {} : { file: first.file }),
    ...(ahead.length === 0 ? {} : { ahead }),
    ...(begun.length === 0 ? {} : { begun }),
  };
}

function isSameFile(a: FilePlace, b: FilePlace): boolean {
  return a.name === b.name && a.etag === b.etag;
}
