/** The logs of a run from their files. Every fault is an InputError that names the file and the line. */
import { z } from 'zod';
import { InputError } from '../../common/errors';
import { parseJsonl } from '../../common/json';
import { schemaMessage } from '../../common/schema-message';
import { type Group, restoreGroup, type StoredGroup } from '../../rl/records/group';
import { type EvaluationRow, restoreMetrics } from '../../rl/records/run-log';
import { STATUSES } from '../../sandbox/types';
import type { Measured } from '../session/run-state';
import type { GivenFile } from './given-files';

const step = z.int().min(0);

const metricsRow = z.object({ step }).catchall(z.number());

const evaluationRow = z.object({
  step,
  problems: z.array(z.object({ id: z.string(), n: z.number(), c: z.number() })),
});

/** As far as the page shows them; the rest comes along. */
const rolloutRow = z.looseObject({
  step,
  problem: z.looseObject({ id: z.string(), prompt: z.string() }),
  tests: z.array(z.looseObject({ call: z.string(), expected: z.string() })),
  samples: z.array(
    z.looseObject({
      completion: z.string(),
      tokens: z.array(z.int()),
      logprobs: z.array(z.number()),
      ended: z.boolean(),
      verdict: z
        .looseObject({
          status: z.enum(STATUSES),
          passed: z.number(),
          total: z.number(),
          tests: z.array(z.looseObject({ status: z.enum(STATUSES) })),
        })
        .optional(),
    }),
  ),
});

/** Updates and evaluations; what has `eval/` metrics is an evaluation. */
export function readMetrics(file: GivenFile): { updates: Measured[]; evaluations: Measured[] } {
  const rows = parseRows(file, metricsRow).map(({ step, ...metrics }) => ({ step, metrics: restoreMetrics(metrics) }));
  const isEvaluation = ({ metrics }: Measured) => Object.keys(metrics).some((name) => name.startsWith('eval/'));
  return { updates: rows.filter((row) => !isEvaluation(row)), evaluations: rows.filter(isEvaluation) };
}

export const readEvaluations = (file: GivenFile): EvaluationRow[] => parseRows(file, evaluationRow);

/** The groups of each step; `tokenText` spells a token where the tokenizer is known. */
export function readRollouts(file: GivenFile, tokenText?: (token: number) => string): Map<number, Group[]> {
  const steps = new Map<number, Group[]>();
  for (const { step, ...row } of parseRows(file, rolloutRow)) {
    const samples = row.samples.map((sample) => ({ ...sample, pieces: tokenText ? sample.tokens.map(tokenText) : [] }));
    steps.set(step, [...(steps.get(step) ?? []), restoreGroup({ ...row, samples } as unknown as StoredGroup)]);
  }
  return steps;
}

function parseRows<S extends z.ZodType>({ path, bytes }: GivenFile, schema: S): z.output<S>[] {
  return parseJsonl(new TextDecoder().decode(bytes), path).map((value, i) => {
    const parsed = schema.safeParse(value);
    if (parsed.success) return parsed.data;
    const [issue] = parsed.error.issues;
    throw new InputError(
      `${path}, row ${i + 1}: ${issue.path.join('.') || 'the row'}: ${schemaMessage(issue.message)}`,
    );
  });
}
