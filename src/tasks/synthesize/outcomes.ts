/** What programs do with inputs, as the judge's sandbox finds it. */
import { decode } from '../../sandbox/decode';
import type { Judge, TaggedValue, TestVerdict } from '../../sandbox/types';
import { literal } from '../../sandbox/values';
import { requireVerdict } from '../validate';
import type { Fields } from './domain';
import type { Input } from './inputs';

/** The canonical text of a result, without the signs of zeros; the name of an error; or why an input makes no test. */
export type Outcome = { result: string } | { error: string } | { bad: Bad };

export const BAD = {
  throws: 'throws an error',
  slow: 'takes too long or too much memory',
  no_data: 'gives no data',
  undefined: 'gives nothing, or a number that is not finite or not exact',
  large: 'gives too large a result',
  chance: 'gives another result the second time',
  disputed: 'programs disagree',
} as const;
export type Bad = keyof typeof BAD;

export interface Wanted {
  /** Errors are answers as well. */
  errors: boolean;
  /** Results that hold undefined, NaN or an infinity, or large numbers, are. */
  undefined: boolean;
}

/** Characters of a result. */
const LONGEST = 600;
/** What a program throws when it calls itself too deep. */
const TOO_DEEP = 'InternalError';

/** The outcome of a program on each input. Each is a job of its own: one that a clock ends does not take others with it. */
export async function runInputs(
  judge: Judge,
  entry: string,
  program: string,
  inputs: readonly Input[],
  wanted: Wanted,
  signal?: AbortSignal,
): Promise<Outcome[]> {
  // A test that wants any error tells an error of the function from one in loading the program.
  const jobs = inputs.map((args) => ({
    task: { entry, tests: [{ args: [...args], expected: { $: 'throws', v: null } }] },
    program,
    give_results: true,
  }));
  const answers = await judge.judge(jobs, signal);
  return answers.map((answer) => toOutcome(requireVerdict(answer).tests[0], wanted));
}

function toOutcome(verdict: TestVerdict, wanted: Wanted): Outcome {
  if (verdict.status === 'timeout' || verdict.status === 'memory') return { bad: 'slow' };
  if (verdict.status === 'error') return { bad: 'throws' };
  if (verdict.status === 'pass') {
    const name = verdict.got!.slice('throws('.length, -1);
    return wanted.errors && name !== TOO_DEEP ? { error: name } : { bad: 'throws' };
  }
  if (verdict.result === undefined) return { bad: 'no_data' };
  if (verdict.result.length > LONGEST) return { bad: 'large' };
  const result = verdict.result.replaceAll('~', '');
  if (!wanted.undefined && isUndefined(decode(result))) return { bad: 'undefined' };
  return { result };
}

const NOTHING = new Set<TaggedValue>(['undefined', 'hole', 'nan', 'inf', '-inf']);

/** Whether a value holds what comes of an input that was not thought of. */
export function isUndefined(value: TaggedValue): boolean {
  if (typeof value === 'number') return Number.isInteger(value) && !Number.isSafeInteger(value);
  if (value === null || typeof value !== 'object') return false;
  if (Array.isArray(value)) return value.some(isUndefined);
  return NOTHING.has(value.$) || Object.values(value).some(isUndefined);
}

/** The expected value of a test by an outcome. Objects are plain where they can be. */
export function toExpected(outcome: Exclude<Outcome, { bad: Bad }>): TaggedValue {
  return 'error' in outcome ? { $: 'throws', v: outcome.error } : plain(decode(outcome.result));
}

function plain(value: TaggedValue): TaggedValue {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(plain);
  if (value.$ !== 'obj') return Array.isArray(value.v) ? { ...value, v: value.v.map(plain) } : value;
  const entries = (value.v as [string, TaggedValue][]).map(([key, held]) => [key, plain(held)] as const);
  const isPlain = entries.every(([key]) => key !== '$' && key !== '__proto__');
  return isPlain ? (Object.fromEntries(entries) as Fields) : { $: 'obj', v: entries.map((entry) => [...entry]) };
}

/**
 * The outcomes again, without those that depend on chance, on the clock or on earlier calls: each input is given to the
 * program twice in a row, in a realm with other random numbers and at another time. The sandbox fixes all of these, so
 * that a verdict is always the same; a test that expects what came of them would fail every other program.
 */
export async function repeated(
  judge: Judge,
  entry: string,
  program: string,
  inputs: readonly Input[],
  outcomes: readonly Outcome[],
  signal?: AbortSignal,
): Promise<Outcome[]> {
  const asked = outcomes.flatMap((outcome, i) => ('bad' in outcome ? [] : [{ outcome, i }]));
  const jobs = asked.map(({ outcome, i }) => ({
    task: { entry, tests: [{ code: twice(inputs[i], outcome) }] },
    program: OTHER_WORLD + program,
  }));
  const answers = await judge.judge(jobs, signal);
  const again = [...outcomes];
  asked.forEach(({ i }, at) => {
    const { status } = requireVerdict(answers[at]);
    if (status !== 'pass') again[i] = { bad: status === 'timeout' || status === 'memory' ? 'slow' : 'chance' };
  });
  return again;
}

/** On one line, so that those of the program keep their numbers. */
const OTHER_WORLD = [
  '{const D=Date,now=()=>987654321987,random=Math.random',
  'Math.random=()=>(random()+0.37)%1',
  'D.now=now',
  'globalThis.Date=new Proxy(D,{construct:(d,list,made)=>Reflect.construct(d,list.length?list:[now()],made)})};',
].join(';');

/** The code of a test that wants an outcome of two calls in a row. */
function twice(input: Input, outcome: Exclude<Outcome, { bad: Bad }>): string {
  const args = input.map((arg) => literal(arg)).join(',');
  const wanted =
    'error' in outcome ? `{error:${JSON.stringify(outcome.error)}}` : `{value:${literal(decode(outcome.result))}}`;
  return `const ask=async()=>{try{return{value:await candidate(${args})}}catch(error){return{error:error.name}}};
Promise.all([ask(),ask()]).then(both=>{for(const one of both)assert.deepEqual(one,${wanted})})`;
}
