import { basename } from 'node:path';
import { loadTarget, type ModuleEndPoint } from '../../config';
import { LongshoreError } from '../../contract/failure';
import { whereItThrew } from '../../contract/where-it-threw';
import type { Target } from './target';

/** Calls a function of the user's own, in this process. It gets the request, and `{ signal }` beside it. */
export function moduleTarget(endPoint: ModuleEndPoint): Target {
  return async (request, { signal }) => {
    const target = await loadTarget(endPoint);
    try {
      return await target(request, { signal });
    } catch (error) {
      const what = whereItThrew(error, basename(endPoint.path));
      const said = wordsOf(error);
      throw new LongshoreError('target-failed', `${endPoint.export} threw ${what}${said && `: ${said}`}`, {
        cause: error,
      });
    }
  };
}

/**
 * What an error says, in one line of 200 characters. Those of the language itself say nothing here, for they quote what
 * they were given (JSON.parse does); the words of others were chosen by whoever wrote the target.
 */
function wordsOf(error: unknown): string {
  if (!(error instanceof Error) || /^(Syntax|Type|Range|Reference|URI|Eval)Error$/.test(error.name)) return '';
  return error.message.replace(/\s+/g, ' ').trim().slice(0, 200);
}
