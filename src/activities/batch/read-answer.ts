import { z } from 'zod';
import type { TargetAnswer } from '../../contract/batch';
import type { JsonValue } from '../../contract/bookmark';
import { LongshoreError } from '../../contract/failure';
import { targetAnswerFault } from '../../contract/target-answer-fault';

/** A target's answer as it is taken. */
export interface ReadAnswer {
  readonly answer: TargetAnswer;
  /** Left out where the target told none, or none that is a number. */
  readonly percent?: number;
  /** True where it told a percentage that is no number from 0 to 100. */
  readonly oddPercent: boolean;
}

const percentSchema = z.object({ progress: z.object({ progressPercent: z.number() }) });

/**
 * Takes what a target returned as the JSON that it is. Throws `target-answer-invalid`.
 *
 * @param name how messages call the target
 */
export function readAnswer(name: string, returned: unknown): ReadAnswer {
  const fault = targetAnswerFault(returned);
  if (fault !== undefined) throw new LongshoreError('target-answer-invalid', `${name} ${fault}`);
  const { data: told } = percentSchema.safeParse(returned);
  const percent = told?.progress.progressPercent;
  const toldOne = z.object({ progress: z.object({ progressPercent: z.unknown() }) }).safeParse(returned).success;
  return {
    answer: asJson(name, returned),
    ...(percent === undefined ? {} : { percent }),
    oddPercent: toldOne && !(percent !== undefined && percent >= 0 && percent <= 100),
  };
}

/** What a module returns may hold what JSON has no words for: what it becomes of that here, it is for the next pass. */
function asJson(name: string, returned: unknown): TargetAnswer {
  let text: string | undefined;
  try {
    text = JSON.stringify(returned);
  } catch (cause) {
    // A circle, or a bigint; the message names keys of it.
    throw new LongshoreError('target-answer-invalid', `${name} returned something that is not JSON`, { cause });
  }
  const answer = JSON.parse(text ?? 'null') as JsonValue;
  const fault = targetAnswerFault(answer);
  if (fault !== undefined) throw new LongshoreError('target-answer-invalid', `${name} ${fault}`);
  return answer as TargetAnswer;
}
