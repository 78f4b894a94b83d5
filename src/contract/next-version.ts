import type { BookmarkVersion, BookmarkWrite } from './bookmark';

type Write = Omit<BookmarkWrite, 'value'>;

/**
 * What a place is to do with a write: make the next version of it, answer the current one again because it is a repeat of
 * the last write, or refuse it as a conflict.
 */
export function judgeWrite(
  current: { readonly version: number; readonly writeId?: string | undefined },
  write: Write,
): 'next' | 'repeat' | 'conflict' {
  if (write.writeId === current.writeId) return 'repeat';
  return write.expectedVersion === undefined || write.expectedVersion === current.version ? 'next' : 'conflict';
}

/** The version that a write makes. `now` is epoch ms. */
export function nextVersion(current: BookmarkVersion, write: Write, now: number): BookmarkVersion {
  const { status, writer, runId, reason } = write;
  const completedAt = status === 'completed' ? (write.completedAt ?? now) : current.completedAt;
  const isBlind = write.expectedVersion === undefined && current.version > 0;
  return {
    version: current.version + 1,
    status,
    writer,
    ...(runId === undefined ? {} : { runId }),
    ...(reason === undefined ? {} : { reason }),
    updatedAt: now,
    ...(completedAt === undefined ? {} : { completedAt }),
    ...(isBlind ? { replaced: replacedBy(current) } : {}),
  };
}

function replacedBy({ version, writer }: BookmarkVersion): { version: number; writer?: string } {
  return writer === undefined ? { version } : { version, writer };
}
