import type { ArticleQueryEndPoint } from '../../../config';
import { type ContentApiClient, openContentApi } from '../../../connectors/content-api';
import { openMail } from '../../../connectors/mail';
import type { TargetAnswer } from '../../../contract/batch';
import { largestKeptBytes } from '../../../contract/batch-run';
import { LongshoreError } from '../../../contract/failure';
import { csvRow } from '../../../formats';
import { connectionOf } from '../../connection-of';
import type { Target } from '../target';
import { articleMail } from './article-mail';
import { type ArticleParams, readArticleParams } from './article-params';
import { ArticleParts } from './article-parts';
import { type ArticleState, readArticleState } from './article-state';

/**
 * Mails a CSV of all articles that are live and not secure. The first pass lists their ids, each further one reads the
 * headings of a batch of them, the last one mails what has come together. When the job is closed, all of it is removed.
 */
export function articleQueryTarget(endPoint: ArticleQueryEndPoint): Target {
  return async ({ endPointParams, previousResult }, { config, storage, folder, jobId, signal }) => {
    const mailServer = connectionOf(config, endPoint.mail, 'smtp');
    const params = readArticleParams(endPointParams, mailServer.from);
    const api = openContentApi(connectionOf(config, endPoint.articles, 'content-api'));
    const parts = new ArticleParts(storage, folder);
    if (previousResult === undefined) return listArticles(api, parts, signal);

    const state = readArticleState(previousResult);
    if (state.position < state.list.total) return readBatch(api, parts, state, params, signal);

    const mail = articleMail(params, state, jobId);
    // A pass that is repeated after the mail was taken must not send it again.
    if (!(await parts.wasSent())) {
      const content = await parts.readParts(state.parts);
      const outcome = await openMail(mailServer).send({ ...mail, attachment: { ...mail.attachment, content } }, signal);
      if (outcome.kind !== 'accepted') throw outcome.error;
      await parts.markSent(mail.messageId);
    }
    return finished(state, mail.messageId);
  };
}

async function listArticles(api: ContentApiClient, parts: ArticleParts, signal: AbortSignal): Promise<TargetAnswer> {
  // The API may tell an article twice that has moved in its list meanwhile.
  const ids = new Set<string>();
  for await (const page of api.listIds(signal)) for (const id of page) ids.add(id);
  const list = await parts.writeIds([...ids]);
  const bytes = await parts.writePart(1, csvRow(['id', 'heading']));
  return answer({ list, position: 0, parts: 1, rows: 0, bytes });
}

async function readBatch(
  api: ContentApiClient,
  parts: ArticleParts,
  before: ArticleState,
  { batchSize }: ArticleParams,
  signal: AbortSignal,
): Promise<TargetAnswer> {
  const { list } = before;
  const position = Math.min(before.position + batchSize, list.total);
  const ids = await parts.readIds(list, before.position, position);
  const articles = await api.readArticles(ids, signal);
  const rows = articles.map(({ id, heading }) => csvRow([id, heading])).join('');
  // Counted by passes that have ended, and not by the job's passes: one that was skipped has left a part behind, which
  // the next then replaces.
  const number = before.parts + 1;
  const bytes = before.bytes + (await parts.writePart(number, rows));
  if (bytes > largestKeptBytes) {
    throw new LongshoreError(
      'target-state-too-large',
      `The CSV of ${before.rows + articles.length} articles has over 16 MB`,
      {
        remedy: 'No mail server takes that: let the content API offer a part of its articles under another address.',
      },
    );
  }
  return answer({ list, position, parts: number, rows: before.rows + articles.length, bytes });
}

function answer(state: ArticleState): TargetAnswer {
  const { position, list } = state;
  return {
    complete: false,
    progress: { progressPercent: list.total === 0 ? 100 : (position * 100) / list.total },
    ...state,
  };
}

function finished({ list, rows }: ArticleState, messageId: string): TargetAnswer {
  const counts = { articles: list.total, mailed: rows, gone: list.total - rows };
  return {
    complete: true,
    progress: { progressPercent: 100 },
    finalResult: { summary: 'Finished processing all articles', ...counts, messageId },
  };
}
