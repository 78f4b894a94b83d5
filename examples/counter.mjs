/** Counts to `endPointParams.to`, one a pass. What it returns besides the four known words comes back to it. */
export function count({ endPointParams, previousResult }) {
  const counted = (previousResult?.counted ?? 0) + 1;
  return {
    complete: counted >= endPointParams.to,
    progress: { progressPercent: (100 * counted) / endPointParams.to },
    finalResult: { summary: `Counted to ${counted}` },
    counted,
  };
}
