/** The task of a row, in files of problems and of programs to judge: by its kind, what it asks and its tests. */
import { z } from 'zod';
import { messageOf } from '../common/errors';
import { textAgrees } from '../sandbox/compare';
import { TEXT_KINDS, textCompare } from '../sandbox/task';
import type { CodeTest, TaggedValue, Test, TextTest } from '../sandbox/types';
import { COMPARE_MODES, type Compare } from '../sandbox/types';
import { canonical, literal } from '../sandbox/values';

/** Tagged JSON that the judge can read, which `read` throws about otherwise. */
const tagged = (read: (value: TaggedValue) => void) =>
  z.custom<TaggedValue>().superRefine((value, context) => {
    try {
      if (value === undefined) context.addIssue('expected a value');
      else read(value);
    } catch (error) {
      context.addIssue(messageOf(error));
    }
  });

const visible = z.boolean().optional();
const dataTest = z.strictObject({ args: z.array(tagged(literal)), expected: tagged(canonical), visible });
const codeTest = z.strictObject({ code: z.string().min(1), visible });
const textTest = z.strictObject({ stdin: z.string().optional(), stdout: z.string(), visible });

/** A test of a function, as code where it has a field of that name: so that what is wrong with it can be said. */
const functionTest = z.unknown().transform((value, context): Test | CodeTest => {
  const isCode = typeof value === 'object' && value !== null && 'code' in value;
  const parsed = (isCode ? codeTest : dataTest).safeParse(value);
  if (parsed.success) return parsed.data;
  for (const { path, message } of parsed.error.issues) context.addIssue({ code: 'custom', path, message });
  return z.NEVER;
});

const testList = <T extends { visible?: boolean }>(test: z.ZodType<T>) =>
  z
    .array(test)
    .min(1, 'must hold at least one test')
    .refine(
      (tests) => tests.some(({ visible }) => !visible),
      'must hold a test that is not visible: visible ones are never scored',
    );

const compare: z.ZodType<Compare | undefined> = z
  .strictObject({
    mode: z.enum(COMPARE_MODES),
    rtol: z.number().min(0).lt(1).optional(),
    atol: z.number().min(0).optional(),
    unordered: z.boolean().optional(),
  })
  .optional();

const FUNCTION = {
  kind: z.literal('function').optional(),
  entry: z.string().regex(/^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u, 'must be the name of the function to define'),
  tests: testList(functionTest),
  compare,
};
const TEXT = { kind: z.enum(TEXT_KINDS), tests: testList<TextTest>(textTest), compare };
const KINDS = `must be function, ${TEXT_KINDS.slice(0, -1).join(', ')} or ${TEXT_KINDS.at(-1)}; without it, function`;

/** A task with the fields of a row beside it; `strict` refuses unknown fields. */
export function rowWithTask<F extends z.core.$ZodLooseShape>(fields: F, strict = false) {
  const object = strict ? z.strictObject : z.object;
  return z
    .discriminatedUnion('kind', [object({ ...FUNCTION, ...fields }), object({ ...TEXT, ...fields })], {
      error: ({ code }) => (code === 'invalid_union' ? KINDS : undefined),
    })
    .superRefine((row, context) => {
      const { kind, tests, compare } = row as z.output<z.ZodObject<typeof TEXT>>;
      if (!TEXT_KINDS.includes(kind)) return;
      tests.forEach(({ stdout }, i) => {
        try {
          textAgrees(textCompare({ kind, tests, compare }), stdout, '');
        } catch (error) {
          context.addIssue({ code: 'custom', path: ['tests', i, 'stdout'], message: messageOf(error) });
        }
      });
    });
}
