/** Options of the curriculum: which problems a run practises on. */
import { z } from 'zod';
import { count, fraction, optionGroup } from '../../common/options/option';

const option = optionGroup('curriculum', { scope: ['stage'] });

const CURRICULUM_ORDERS = ['random', 'potential', 'difficulty'] as const;
const DROP_SOLVED = ['none', 'epoch', 'stage'] as const;
export const curriculumOptions = {
  train_problems: option(
    count.nullable().default(null),
    'Number of different training problems, repeated in epochs; none: all problems of a file, or endless new ones from a generated task.',
  ),
  filter_samples: option(
    z.int().min(0).default(0),
    'Number of programs sampled per problem to measure its pass rate when the run or a stage begins (Skywork-OR1 and AceReason: 16); 0: use the pass_rate of the rows, if present.',
  ),
  min_pass_rate: option(
    fraction.default(0),
    'Minimum pass rate: harder problems are left out. 1/16 drops problems that 16 samples never solve; Klear-Reasoner keeps those above .5.',
  ),
  max_pass_rate: option(
    fraction.default(1),
    'Maximum pass rate: easier problems are left out (Skywork-OR1: 15/16; AceReason: 6/16 in later stages).',
  ),
  curriculum_order: option(
    z.enum(CURRICULUM_ORDERS).default('random'),
    'Order in which curriculum_frac takes problems. potential: highest potential 4p(1-p) of the pass rate p first (R1-Code-Interpreter). difficulty: easiest first.',
    { needs: { curriculum_frac: { below: 1 } } },
  ),
  curriculum_frac: option(
    fraction.gt(0).default(1),
    'Share of the problems to train on, taken in curriculum_order. A curriculum by quarters raises it by .25 per stage.',
  ),
  min_potential: option(
    fraction.default(0),
    'Minimum potential 4p(1-p) of a problem with pass rate p. R1-Code-Interpreter uses .64, .48, .32 and 0 in successive stages.',
    { source: 'R1-Code-Interpreter' },
  ),
  drop_solved: option(
    z.enum(DROP_SOLVED).default('none'),
    'Leave out problems whose whole group passed at their last visit, from the next epoch (AceReason) or stage (Skywork-OR1) on.',
  ),
  min_tests: option(
    count.default(1),
    'Minimum number of hidden tests per problem (DeepCoder: 5; Klear-Reasoner: 16). Few tests can be passed by luck.',
  ),
};

const schema = z.object(curriculumOptions);
export type CurriculumOptions = z.output<typeof schema> & { seed: number; levels: number[] | null };
