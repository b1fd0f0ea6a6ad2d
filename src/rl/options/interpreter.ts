/** Options of the code interpreter. */
import { z } from 'zod';
import { option } from './option';

const GROUP = 'interpreter';

/** What evaluations and samples have as well. */
export const callOptions = {
  max_tool_calls: option(
    GROUP,
    z.int().min(0).max(64).default(0),
    'Programs that a model may run on its way to an answer; a completion that asks for more is cut there. 0: none. R1-Code-Interpreter allows 8.',
    'R1-Code-Interpreter',
    'max_tool_calling_iterations',
  ),
  tool_output_tokens: option(
    GROUP,
    z.int().min(1).default(16),
    'Tokens of the output of such a program that the model is shown; the rest is cut off. They do not count for max_completion_length.',
    'kata',
    'max_tool_response_length',
  ),
};

export const interpreterOptions = {
  ...callOptions,
  format_reward: option(
    GROUP,
    z.number().min(0).default(0),
    'With max_tool_calls, added to the reward of a completion that keeps to the form of calls and answer, and taken from that of any other. R1-Code-Interpreter: .1.',
    'R1-Code-Interpreter',
  ),
  turn_penalty: option(
    GROUP,
    z.number().min(0).default(0),
    'Taken from the reward of a completion of more than turn_penalty_above turns. R1-Code-Interpreter: .1.',
    'R1-Code-Interpreter',
  ),
  turn_penalty_above: option(
    GROUP,
    z.int().min(1).default(6),
    'The most turns, the answer included, that go without turn_penalty.',
    'R1-Code-Interpreter',
  ),
};

const calls = z.object(callOptions);
const all = z.object(interpreterOptions);
export type CallOptions = z.output<typeof calls>;
export type InterpreterOptions = z.output<typeof all>;
