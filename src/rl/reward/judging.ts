/** The judge at work beside the GPU: every program is judged as soon as it is written, while others still are being written. */
import type { Judge, JudgeFailure, Verdict } from '../../sandbox/types';
import { assembleProgram, isHidden, type Problem, toJudgeTask } from '../../tasks/problem';
import type { RewardName } from '../options/reward';
import { type Group, mapSamples } from '../records/group';
import { rewardOf, stopsAtFirstFailure } from './rewards';
import { type ShapingOptions, shapedReward } from './shaping';

type Answer = Verdict | JudgeFailure;

interface JudgingOptions {
  reward: RewardName;
  format_penalty?: number;
  /** How length, truncation, form and turns change a reward; absent: it stays as the tests give it. */
  shaping?: ShapingOptions;
  /** Run all tests of every program, for a display that shows them. */
  all_tests?: boolean;
}

export class Judging {
  /** By problem and sample. */
  readonly #answers: Promise<Answer>[][];
  #unjudged = 0;

  constructor(
    readonly judge: Judge,
    private readonly problems: readonly Problem[],
    private readonly options: JudgingOptions,
  ) {
    this.#answers = problems.map(() => []);
  }

  /** Programs that wait for their verdict. */
  get unjudged(): number {
    return this.#unjudged;
  }

  /**
   * Sends a completion to the judge, unless there is nothing to judge it by. All completions of a problem are judged by the
   * same tests.
   */
  submit(problem: number, sample: number, completion: string): void {
    const asked = this.problems[problem];
    if (!asked.tests.some(isHidden)) return;
    const { reward, all_tests = false } = this.options;
    const answer = this.judge
      .judge([
        {
          task: toJudgeTask(asked, asked.tests.filter(isHidden)),
          program: assembleProgram(asked, completion),
          stop_at_first_failure: !all_tests && stopsAtFirstFailure(reward),
        },
      ])
      .then(([verdict]) => verdict);
    this.#unjudged++;
    // A failure is thrown where the answer is waited for.
    answer.catch(() => {}).finally(() => this.#unjudged--);
    this.#answers[problem][sample] = answer;
  }

  /** Leaves a completion unjudged, because the sandbox failed while it was being written. */
  fail(problem: number, sample: number, judge_error: string): void {
    this.#answers[problem][sample] = Promise.resolve({ judge_error });
  }

  /**
   * Waits for the answers and returns them in order, with the groups whose samples have verdict and reward. A program that
   * the judge failed to judge gets neither.
   */
  async assignRewards(groups: readonly Group[]): Promise<{ groups: Group[]; verdicts: Answer[] }> {
    const { reward, format_penalty, shaping } = this.options;
    const answers = await Promise.all(this.#answers.map((of_problem) => Promise.all(of_problem)));
    const judged = mapSamples(groups, (sample, g, s) => {
      const verdict = answers[g][s];
      if ('judge_error' in verdict) return sample;
      const score = rewardOf(verdict, reward, format_penalty)!;
      return { ...sample, verdict, reward: shaping ? shapedReward(score, sample, shaping) : score };
    });
    return { groups: judged, verdicts: answers.flat() };
  }
}
