/**
 * The choice of answers to imitate (Klear-Reasoner): right answers, and wrong answers to hard problems, whose right parts are
 * rare. Wrong answers to easy problems are left out.
 */
import { z } from 'zod';
import { InputError } from '../../common/errors';

/** A row of `kata sft --train_file`. The last three are needed only where wrong answers are to be left out. */
export const sftRow = z.object({
  prompt: z.string(),
  completion: z.string().min(1),
  /** Whether the completion has turns: special tokens in its text are then encoded as such (see `Example`). */
  turns: z.boolean().optional(),
  /** The problem that the row answers; without it, rows with the same prompt answer the same problem. */
  problem: z.string().min(1).optional(),
  /** Whether the completion passed the tests. */
  correct: z.boolean().optional(),
  /** The pass rate of the problem; without it, the share of its rows that are correct. */
  pass_rate: z.number().min(0).max(1).optional(),
});
export type SftRow = z.output<typeof sftRow>;

interface Quality {
  kept: SftRow[];
  /** Numbers of wrong answers that stay and that are left out. */
  wrong: { kept: number; dropped: number };
}

/** Leaves out wrong answers to problems whose pass rate is `easy_pass_rate` or more. */
export function withoutEasyMistakes(rows: readonly SftRow[], easy_pass_rate: number): Quality {
  const counts = new Map<string, { rows: number; correct: number; rate?: number }>();
  const problemOf = ({ problem, prompt }: SftRow) => problem ?? prompt;
  rows.forEach((row, i) => {
    if (row.correct === undefined) {
      throw new InputError(`train_file: row ${i + 1} does not say whether it is correct, as easy_pass_rate needs`);
    }
    const count = counts.get(problemOf(row)) ?? { rows: 0, correct: 0 };
    counts.set(problemOf(row), {
      rows: count.rows + 1,
      correct: count.correct + (row.correct ? 1 : 0),
      rate: row.pass_rate ?? count.rate,
    });
  });
  const isEasy = (row: SftRow) => {
    const { rows: all, correct, rate } = counts.get(problemOf(row))!;
    return (rate ?? correct / all) >= easy_pass_rate;
  };
  const kept = rows.filter((row) => row.correct || !isEasy(row));
  const wrong = kept.filter(({ correct }) => !correct).length;
  return { kept, wrong: { kept: wrong, dropped: rows.length - kept.length } };
}
