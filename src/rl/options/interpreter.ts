/** Options of the code interpreter. */
import { z } from 'zod';
import { optionGroup } from '../../common/options/option';

const option = optionGroup('interpreter', { scope: ['stage'] });
const needs = { max_tool_calls: { above: 0 } };

/** Options of tool calls, in training, evaluation and sampling. */
export const callOptions = {
  max_tool_calls: option(
    z.int().min(0).max(64).default(0),
    'Maximum number of programs that a model may run before it answers. A completion that asks for more is cut there. 0: none. R1-Code-Interpreter allows 8.',
    { source: 'R1-Code-Interpreter', aliases: ['max_tool_calling_iterations'], scope: ['stage', 'evaluation'] },
  ),
  tool_output_tokens: option(
    z.int().min(1).default(16),
    'Maximum number of output tokens shown to the model per program that it runs; the rest is cut. They do not count towards max_completion_length.',
    { aliases: ['max_tool_response_length'], scope: ['stage', 'evaluation'], needs },
  ),
};

export const interpreterOptions = {
  ...callOptions,
  format_reward: option(
    z.number().min(0).default(0),
    'With max_tool_calls: reward added to a completion in the format of calls and answer, and subtracted from any other. R1-Code-Interpreter: .1.',
    { source: 'R1-Code-Interpreter', needs },
  ),
  turn_penalty: option(
    z.number().min(0).default(0),
    'Penalty subtracted from the reward of a completion with more than turn_penalty_above turns. R1-Code-Interpreter: .1.',
    { source: 'R1-Code-Interpreter', needs },
  ),
  turn_penalty_above: option(
    z.int().min(1).default(6),
    'Maximum number of turns without turn_penalty, the answer included.',
    { source: 'R1-Code-Interpreter', needs: { ...needs, turn_penalty: { above: 0 } } },
  ),
};

const calls = z.object(callOptions);
const all = z.object(interpreterOptions);
export type CallOptions = z.output<typeof calls>;
export type InterpreterOptions = z.output<typeof all>;
