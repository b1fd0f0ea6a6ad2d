/** The judge at work beside the GPU: every program is judged as soon as it is written, while others still are being written. */
import type { Judge, JudgeFailure, Verdict } from '../sandbox/types';
import { type Problem, programOf } from '../tasks/problem';
import type { Group } from './events';
import { paidTests, type RewardName, rewardOf, stopsAtFirstFailure } from './rewards';

type Answer = Verdict | JudgeFailure;

export interface JudgingOptions {
  reward: RewardName;
  format_penalty?: number;
  /** Run all tests of every program, for a display that shows them. */
  all_tests?: boolean;
}

export class Judging {
  /** By problem and sample. */
  readonly #answers: Promise<Answer>[][];
  #backlog = 0;

  constructor(
    private readonly judge: Judge,
    private readonly problems: readonly Problem[],
    private readonly options: JudgingOptions,
  ) {
    this.#answers = problems.map(() => []);
  }

  /** Programs that wait for their verdict. */
  get backlog(): number {
    return this.#backlog;
  }

  /** Sends a completion to the judge. All completions of a problem are judged by the same tests. */
  submit(problem: number, sample: number, completion: string): void {
    const { entry, tests } = this.problems[problem];
    const { reward, all_tests = false } = this.options;
    const answer = this.judge
      .judge([
        {
          task: { entry, tests: paidTests(tests) },
          program: programOf(this.problems[problem], completion),
          stop_at_first_failure: !all_tests && stopsAtFirstFailure(reward),
        },
      ])
      .then(([verdict]) => verdict);
    this.#backlog++;
    // A failure is thrown where the answer is waited for.
    answer.catch(() => {}).finally(() => this.#backlog--);
    this.#answers[problem][sample] = answer;
  }

  /**
   * Waits for the answers, gives every sample its verdict and reward, and returns the answers in order. A program that the
   * judge failed to judge gets neither verdict nor reward.
   */
  async pay(groups: readonly Group[]): Promise<Answer[]> {
    const { reward, format_penalty } = this.options;
    const answers = await Promise.all(this.#answers.flat());
    groups
      .flatMap(({ samples }) => samples)
      .forEach((sample, i) => {
        const answer = answers[i];
        if ('judge_error' in answer) return;
        sample.verdict = answer;
        sample.reward = rewardOf(answer, reward, format_penalty) ?? undefined;
      });
    return answers;
  }
}
