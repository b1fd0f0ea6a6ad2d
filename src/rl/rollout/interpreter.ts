/**
 * A code interpreter for the model (R1-Code-Interpreter): between turns of its own it may run programs and read what they
 * print. A turn that calls is `…<|code|>program<|output|>`; what the program printed follows, and `<|turn|>`, which begins
 * the next turn of the model's. The last turn is the answer: it alone is judged.
 */

import type { Completion } from '../../model/sequence-state';
import type { Pause } from '../../model/tool-pauses';
import type { Judge, ProgramOutput } from '../../sandbox/types';
import type { CallOptions } from '../options/interpreter';
import { type Policy, turnTokens } from '../policy/policy';
import { type Sample, startOfTurn, type ToolCall } from '../records/group';

/** Characters of an output that are looked at for each token that is shown: more are never needed, and output is cheap. */
const CHARS_PER_TOKEN = 32;

/** Tokens that may be inserted into a completion, in all: for each call its output, and the token that begins a turn. */
export function insertedLength({ max_tool_calls = 0, tool_output_tokens = 0 }: Partial<CallOptions>): number {
  return max_tool_calls * (tool_output_tokens + 1);
}

/** What a call has to say to the model. */
export function formatOutput({ status, output, message }: ProgramOutput): string {
  if (status === 'timeout') return 'timeout';
  if (status === 'memory') return 'out of memory';
  return output.trimEnd() + (message ? `${output.trimEnd() && '\n'}${message}` : '');
}

/** The calls of the completions of one request. */
export class Interpreter {
  readonly pause: Pause;
  readonly #tokens: ReturnType<typeof turnTokens>;
  readonly #calls = new Map<number, ToolCall[]>();
  readonly #failures = new Map<number, string>();

  constructor(
    private readonly judge: Pick<Judge, 'run'>,
    private readonly policy: Pick<Policy, 'tokenizer' | 'endTokens'>,
    private readonly options: CallOptions,
  ) {
    this.#tokens = turnTokens(policy);
    this.pause = { token: this.#tokens.output, answer: (index, tokens) => this.#answer(index, tokens) };
  }

  /** The calls of a completion, whether it keeps to the form, and how the sandbox failed it, if it did. */
  of(
    index: number,
    { tokens, ended }: Completion,
  ): Required<Pick<Sample, 'calls' | 'well_formed'>> & { failure?: string } {
    const calls = this.#callsOf(index);
    const answer = tokens.slice(startOfTurn(calls));
    const { code, output } = this.#tokens;
    const is_answer = ended && answer.length > 1 && !answer.includes(code) && !answer.includes(output);
    const well_formed = is_answer && calls.every((_, i) => this.#isCall(tokens, calls, i));
    return { calls, well_formed, failure: this.#failures.get(index) };
  }

  /** Whether a turn holds one program. */
  #isCall(tokens: readonly number[], calls: readonly ToolCall[], i: number): boolean {
    const turn = tokens.slice(startOfTurn(calls.slice(0, i)), calls[i].inserted[0]);
    return calls[i].program.trim() !== '' && turn.filter((token) => token === this.#tokens.code).length === 1;
  }

  #callsOf(index: number): ToolCall[] {
    const calls = this.#calls.get(index) ?? [];
    this.#calls.set(index, calls);
    return calls;
  }

  async #answer(index: number, tokens: readonly number[]): Promise<readonly number[] | null> {
    const { tokenizer } = this.policy;
    const { max_tool_calls, tool_output_tokens } = this.options;
    const calls = this.#callsOf(index);
    if (calls.length === max_tool_calls) return null;
    const turn = tokens.slice(startOfTurn(calls), -1);
    const begin = turn.lastIndexOf(this.#tokens.code) + 1;
    const program = begin > 0 ? tokenizer.decode(turn.slice(begin)) : '';
    let [text, failed] = ['no program', true];
    if (program !== '') {
      const [printed] = await this.judge.run([{ program, max_chars: CHARS_PER_TOKEN * tool_output_tokens }]);
      if ('judge_error' in printed) {
        this.#failures.set(index, printed.judge_error);
        return null;
      }
      text = formatOutput(printed);
      failed = printed.status !== 'pass';
    }
    const shown = tokenizer.encode(text).slice(0, tool_output_tokens);
    const inserted = [...shown, this.#tokens.turn];
    const [from, to] = [tokens.length, tokens.length + inserted.length];
    calls.push({ program, output: tokenizer.decode(shown), failed, inserted: [from, to] });
    return inserted;
  }
}
