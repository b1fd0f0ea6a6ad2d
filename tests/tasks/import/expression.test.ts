import { describe, expect, test } from 'vitest';
import { evaluateConstant, Unsupported } from '../../../src/tasks/import/expression';
import { ExpressionReader } from '../../../src/tasks/import/javascript';
import { readAssertion } from '../../../src/tasks/import/python';
import { tokenize } from '../../../src/tasks/lexer';

const javascript = (source: string) => evaluateConstant(new ExpressionReader(tokenize(source)).expression());
const python = (source: string) => evaluateConstant(readAssertion(`assert ${source}`));

describe('constants of JavaScript', () => {
  test.each<[string, unknown]>([
    ['[1, -2.5, 1e3, .5, 0x1f, 1_000]', [1, -2.5, 1000, 0.5, 31, 1000]],
    [`['a\\n', "it's", \`b\`, '\\u0041\\x42\\u{1F600}']`, ['a\n', "it's", 'b', 'AB😀']],
    ['{a: 1, "b c": [true, null], 3: undefined,}', { a: 1, 'b c': [true, null], 3: { $: 'undefined' } }],
    ['-0', { $: '-0' }],
    ['[NaN, -Infinity, -12n]', [{ $: 'nan' }, { $: '-inf' }, { $: 'bigint', v: '-12' }]],
    ['2.0 / 3.0', 2 / 3],
    ['2 + 3 * 4 - 10 % 4', 12],
    ['2 ** 3 ** 2', 512],
    ['-(1 + 2)', -3],
    ["'ab' + 'c' + 'd'", 'abcd'],
    ['new Set([1, [2]])', { $: 'set', v: [1, [2]] }],
    ['new Map([[1, "a"]])', { $: 'map', v: [[1, 'a']] }],
    ['{$: "nan"}', { $: 'obj', v: [['$', 'nan']] }],
    ['{"__proto__": 1}', { $: 'obj', v: [['__proto__', 1]] }],
  ])('%s', (source, value) => {
    expect(javascript(source)).toEqual(value);
  });

  test.each([
    ['x => x', /function/],
    ['[1, ...more]', /spread/],
    ['[1, , 2]', /holes/],
    ['010', /octal/],
    ['`a$' + '{1}`', /substitutions/],
    ['/a/', /regular/],
    ['Math.PI', /property PI/],
    ['f(1)', /call of f/],
    ['{a}', /shorthand/],
    ['"a" * 2', /\* of "a"/],
    ['[1, 2', /breaks off/],
    ['"abc', /breaks off/],
    ['new Date()', /new Date/],
  ])('%s is none', (source, reason) => {
    expect(() => javascript(source)).toThrow(Unsupported);
    expect(() => javascript(source)).toThrow(reason);
  });
});

describe('constants of Python', () => {
  test.each<[string, unknown]>([
    ['(1, 2.0, (3,), ())', [1, 2, [3], []]],
    ['[True, False, None]', [true, false, null]],
    ['{"a": 1, 2: (3, 4)}', { a: 1, 2: [3, 4] }],
    ['{1, 2}', { $: 'set', v: [1, 2] }],
    ['{}', {}],
    [`'a\\tb' "c" r'\\d' '''x'y'''`, "a\tbc\\dx'y"],
    ["'\\d\\x41\\101\\\\'", '\\dAA\\'],
    ['-3 + 2 * 4 ** 2', 29],
    ['-2 ** 2', -4],
    ['1_000 # a remark', 1000],
  ])('%s', (source, value) => {
    expect(python(source)).toEqual(value);
  });

  test.each([
    ['9007199254740993', /9007199254740993, which no JavaScript number holds/],
    ['3j', /complex/],
    ["b'a'", /bytes/],
    ["f'{a}'", /formatted/],
    ['7 // 2', /Python's own/],
    ['[x for x in y]', /"for"/],
    ['lambda x: x', /function/],
    ['a[0]', /index/],
    ['{(1, 2): 3}', /keys/],
    ['1 < 2 < 3', /chain/],
    ['1 2', /"2" after/],
  ])('%s is none', (source, reason) => {
    expect(() => python(source)).toThrow(reason);
  });
});
