import type { Mail } from '../../../connectors/mail';
import type { ArticleParams } from './article-params';
import type { ArticleState } from './article-state';

/** A mail without what is attached. */
export type ArticleMail = Omit<Mail, 'attachment'> & {
  readonly attachment: Omit<NonNullable<Mail['attachment']>, 'content'>;
};

/** The mail of a job. Its Message-ID is the job's, the same in each attempt, so that one that came twice can be told. */
export function articleMail({ fromEmail, toEmail }: ArticleParams, state: ArticleState, jobId: string): ArticleMail {
  const { rows } = state;
  const gone = state.list.total - rows;
  const lines = [
    `Attached is a list of all articles that are live and not secure: ${rows} of them.`,
    ...(gone > 0
      ? [`${gone} more were listed at first, and were gone or no longer open to all when they were read.`]
      : []),
  ];
  return {
    from: fromEmail,
    to: toEmail,
    subject: `All articles (${rows})`,
    text: `${lines.join('\n')}\n`,
    messageId: `article-query.${jobId}@${fromEmail.slice(fromEmail.lastIndexOf('@') + 1)}`,
    attachment: { name: 'articles.csv', type: 'text/csv; charset=utf-8; header=present' },
  };
}
