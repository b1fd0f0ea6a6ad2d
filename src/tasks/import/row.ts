/** From the checks of a row to a problem. */
import type { CodeTest, Compare, Test } from '../../sandbox/types';
import { canonical } from '../../sandbox/values';
import { tokenize } from '../lexer';
import type { FunctionProblem } from '../problem';
import { type DataCheck, fits, sameCompare, toTestCode } from './check';
import { dottedName, type Expression, evaluateConstant, Unsupported } from './expression';
import { ExpressionReader } from './javascript';
import type { Check } from './python-check';

/** What a format reads from a row. */
export interface ImportedRow {
  problem: FunctionProblem;
  /** Why some of its tests are code. */
  reasons: string[];
  /** Whether every hidden test is printed in the prompt: then a table of them passes. */
  shown: boolean;
}

interface RowParts {
  id: string;
  prompt: string;
  entry: string;
  prefix?: string;
  reference?: string;
  checks: readonly Check[];
  /** Further text that the model sees, or may have seen: examples of the same function. */
  examples?: string;
  /** Checks shown to the model. */
  visible?: readonly Check[];
  reasons?: readonly string[];
}

/** A problem of a row's checks. The policy that most of its data needs is the problem's; the others become code. */
export function toImportedRow(parts: RowParts): ImportedRow {
  const { id, prompt, entry, prefix, reference, checks, examples = '', visible = [], reasons = [] } = parts;
  const data = checks.filter((check): check is DataCheck => !('code' in check));
  const compare = commonPolicy(data);
  const tests = checks.map((check): Test | CodeTest => toTest(check, compare));
  if (tests.length === 0) throw new Unsupported('no test of it');

  const known = shownCalls(`${prompt}\n${examples}`, entry);
  const shown = tests.filter((test): test is Test => !('code' in test) && known.has(argsText(test.args)));
  const shownArgs = new Set(shown.map(({ args }) => argsText(args)));
  const more = visible
    .map((check) => toTest(check, compare))
    .filter((test): test is Test => !('code' in test) && !shownArgs.has(argsText(test.args)));
  const copies = [...shown, ...more].map((test): Test => ({ ...test, visible: true }));

  const mixed = data.some((check) => !fits(check, compare));
  return {
    problem: {
      id,
      prompt,
      entry,
      ...(prefix !== undefined && { prefix }),
      ...(compare.mode !== 'strict' || compare.unordered ? { compare } : {}),
      tests: [...tests, ...copies],
      ...(reference !== undefined && { reference }),
    },
    reasons: [...reasons, ...(mixed ? ['checks that compare in several ways'] : [])],
    shown: shown.length === tests.length,
  };
}

function toTest(check: Check, compare: Compare): Test | CodeTest {
  if ('code' in check) return { code: check.code };
  if (!fits(check, compare)) return { code: toTestCode(check) };
  return { args: check.args, expected: check.expected };
}

/** The policy that most of the checks fit; the strictest where that is open. */
function commonPolicy(checks: readonly DataCheck[]): Compare {
  const policies: Compare[] = [{ mode: 'strict' }];
  for (const { compare } of checks)
    if (!policies.some((policy) => sameCompare(policy, compare))) policies.push(compare);
  const fitting = (policy: Compare) => checks.filter((check) => fits(check, policy)).length;
  return policies.reduce((best, policy) => (fitting(policy) > fitting(best) ? policy : best));
}

const argsText = (args: Test['args']): string => canonical([...args]);

/** The arguments, as canonical text, of every call with constants that a text shows: in prose, comments or code. */
function shownCalls(text: string, entry: string): Set<string> {
  const found = new Set<string>();
  // Lines of a comment may begin with a star.
  const plain = text.replace(/^[ \t]*\*+(?=\s)/gm, '');
  for (let at = plain.indexOf(`${entry}(`); at >= 0; at = plain.indexOf(`${entry}(`, at + 1)) {
    try {
      const call: Expression = new ExpressionReader(tokenize(plain.slice(at, at + LONGEST_CALL))).expression(PRIMARY);
      if (call.type === 'call' && dottedName(call.callee) === entry)
        found.add(argsText(call.args.map((arg) => evaluateConstant(arg))));
    } catch (error) {
      if (!(error instanceof Unsupported)) throw error;
    }
  }
  return found;
}

const LONGEST_CALL = 5000;
/** Above every operator: what follows the call is not read. */
const PRIMARY = 99;
