/** Options of the curriculum: which problems a run practises on. */
import { z } from 'zod';
import { count, fraction, option } from './option';

export const CURRICULUM_ORDERS = ['random', 'potential', 'difficulty'] as const;
export const DROP_SOLVED = ['none', 'epoch', 'stage'] as const;
const GROUP = 'curriculum';
export const curriculumOptions = {
  train_problems: option(
    GROUP,
    count.nullable().default(null),
    'Practise on so many different problems, epoch by epoch; none: all of a file, and new ones without end where they are generated.',
  ),
  filter_samples: option(
    GROUP,
    z.int().min(0).default(0),
    'When the run or a stage begins, sample so many programs of each problem to measure its pass rate (Skywork-OR1 and AceReason 16); 0: take the pass_rate of the rows, where they have one.',
  ),
  min_pass_rate: option(
    GROUP,
    fraction.default(0),
    'Leave out problems of a lower pass rate: harder ones (1/16 drops what 16 samples never solve; Klear-Reasoner keeps above .5).',
  ),
  max_pass_rate: option(
    GROUP,
    fraction.default(1),
    'Leave out problems of a higher pass rate: easier ones (Skywork-OR1 15/16, AceReason 6/16 in later stages).',
  ),
  curriculum_order: option(
    GROUP,
    z.enum(CURRICULUM_ORDERS).default('random'),
    'Which problems curriculum_frac takes first: those of the highest potential 4p(1-p) of their pass rate p (R1-Code-Interpreter), or the easiest.',
  ),
  curriculum_frac: option(
    GROUP,
    fraction.gt(0).default(1),
    'Practise on this share of the problems, the first by curriculum_order: R1-Code-Interpreter goes by quarters, a stage each.',
  ),
  min_potential: option(
    GROUP,
    fraction.default(0),
    'Leave out problems of a lower potential 4p(1-p): R1-Code-Interpreter goes by .64, .48, .32 and 0, a stage each.',
    'R1-Code-Interpreter',
  ),
  drop_solved: option(
    GROUP,
    z.enum(DROP_SOLVED).default('none'),
    'Leave out, from the next epoch (AceReason) or stage (Skywork-OR1) on, problems whose whole group passed when they last came up.',
  ),
  min_tests: option(
    GROUP,
    count.default(1),
    'Leave out problems with fewer tests that pay (DeepCoder 5, Klear-Reasoner 16): few tests are passed by luck.',
  ),
};

const schema = z.object(curriculumOptions);
export type CurriculumOptions = z.output<typeof schema> & { seed: number; levels: number[] | null };
