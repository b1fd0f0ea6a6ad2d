/** Rows in the forms of public problem sets, written for these tests. */

/** HumanEval-X: console.assert does not throw, references are bodies, helpers may stand before the head. */
export const humanevalX = {
  plain: {
    task_id: 'JavaScript/900',
    prompt: '/* The sum of a list.\n  >>> total([1, 2])\n  3\n  */\nconst total = (numbers) => {\n',
    canonical_solution: '  return numbers.reduce((a, b) => a + b, 0)\n}\n\n',
    test: 'const testTotal = () => {\n  console.assert(total([1, 2]) === 3)\n  console.assert(total([]) === 0)\n  console.assert(\n    total([-1, 4.5]) === 3.5\n  )\n}\n\ntestTotal()\n',
    declaration: '\nconst total = (numbers) => {\n',
    example_test: 'const testTotal = () => {\n  console.assert(total([7]) === 7)\n}\ntestTotal()\n',
  },
  json: {
    task_id: 'JavaScript/901',
    prompt: '/* Pairs [value, position], null where there is none. */\nconst place = (list, wanted) => {\n',
    canonical_solution: '  const at = list.indexOf(wanted)\n  return [wanted, at < 0 ? undefined : at]\n}\n',
    test: "const testPlace = () => {\n  console.assert(JSON.stringify(place(['a'], 'a')) === JSON.stringify(['a', 0]))\n  console.assert(JSON.stringify(place([], 'b')) === JSON.stringify(['b', null]))\n}\ntestPlace()\n",
  },
  mixed: {
    task_id: 'JavaScript/902',
    prompt: '/* The fractional part. */\nconst fraction = (x) => {\n',
    canonical_solution: '  return x % 1\n}\n',
    test: 'const testFraction = () => {\n  console.assert(Math.abs(fraction(1.33) - 0.33) < 1e-6)\n  console.assert(Math.abs(fraction(5.2) - 0.2) < 1e-6)\n  console.assert(fraction(3.5) === 0.5)\n}\ntestFraction()\n',
  },
  helper: {
    task_id: 'JavaScript/903',
    prompt:
      '/* Shifts letters. */\nconst encode = (s) => {\n  return [...s].map((c) => String.fromCharCode(c.charCodeAt(0) + 1)).join("")\n}\n\n/* Undoes encode. */\nconst decode = (s) => {\n',
    canonical_solution: '  return [...s].map((c) => String.fromCharCode(c.charCodeAt(0) - 1)).join("")\n}\n',
    test: "const testDecode = () => {\n  console.assert(decode('bcd') === 'abc')\n  for (let i = 0; i < 5; i++) {\n    const word = 'x'.repeat(i)\n    console.assert(decode(encode(word)) === word)\n  }\n}\ntestDecode()\n",
  },
  wrong: {
    task_id: 'JavaScript/904',
    prompt: '/* Twice x. */\nconst twice = (x) => {\n',
    canonical_solution: '  return x * x\n}\n',
    test: 'const testTwice = () => {\n  console.assert(twice(2) === 4)\n  console.assert(twice(3) === 6)\n}\ntestTwice()\n',
  },
};

/** MBXP: lodash compares, arguments stand in variables, every test is in the prompt. */
const mbxpTest = (entry: string, ...cases: [args: string[], expected: string][]) =>
  `\nconst _ = require("lodash")\n\nfunction compare(object1, object2){\n    return _.isEqual(object1, object2)\n}\n\n${cases
    .map(([args, expected], i) => {
      const names = args.map((_, k) => `arg${i}${k}`);
      const lines = args.map((arg, k) => `var ${names[k]} = ${arg};\n`).join('');
      return `${lines}var x${i} = ${entry}(${names.join(', ')});\nvar v${i} = ${expected};\nif(!compare(x${i}, v${i})){\n    throw 'Error at ${i + 1}th assert statement. Value = ' + JSON.stringify(x)  \n}\n\n`;
    })
    .join('')}`;

export const mbxp = {
  plain: {
    task_id: 'MBJSP/900',
    entry_point: 'countKeys',
    language: 'javascript',
    prompt:
      '/**\n * * Write a function to count the keys of a map beside a limit.\n *\n * > countKeys({"a": 1, "b": [2]}, 1)\n * 3\n * > countKeys({}, -5.0)\n * -5\n */\nfunction countKeys(map, limit) {\n',
    canonical_solution: '  return Object.keys(map).length + limit;\n}',
    test: mbxpTest('countKeys', [[`{'a': 1, 'b': [2]}`, '1'], '3'], [['{}', '-5.0'], '-5']),
  },
  renamed: {
    task_id: 'MBJSP/901',
    entry_point: 'last',
    language: 'javascript',
    prompt:
      '/**\n * * Write a function to find the last.\n *\n * > last([1, 2])\n * 2\n */\nfunction last(testlist) {\n',
    canonical_solution: '  return testList.at(-1);\n}',
    test: mbxpTest('last', [['[1, 2]'], '2']),
  },
  noReference: {
    task_id: 'MBJSP/902',
    entry_point: 'members',
    language: 'javascript',
    prompt: '/**\n * * Write a function to list the members.\n */\nfunction members(all) {\n',
    canonical_solution: null,
    test: mbxpTest('members', [['[new Set([1, 2]), {}]'], '[1, 2]']),
  },
};

export const mbpp = {
  python: {
    task_id: 900,
    text: 'Write a function to swap a pair.',
    code: 'def swap_pair(p):\n  return p[::-1]',
    test_list: ['assert swap_pair((1, 2)) == (2, 1)', "assert swap_pair(('a', None)) == (None, 'a')"],
    test_setup_code: '',
    challenge_test_list: [],
  },
  javascript: {
    task_id: 'own/1',
    text: 'Doubles every number.',
    reference: 'function double(list){return list.map(x=>2*x)}',
    test_list: [
      'assert(deepEqual(double([1]), [2]))',
      'console.assert(JSON.stringify(double([])) === JSON.stringify([]))',
      'assert.deepStrictEqual(double([2, 3]), [4, 6])',
    ],
  },
  policies: {
    task_id: 901,
    text: 'Write a function to find the similar elements.',
    reference: 'const similar=(a,b)=>a.filter(x=>b.includes(x)).reverse()',
    test_list: [
      'assert set(similar((3, 4, 5, 5), (5, 4))) == set((4, 5))',
      'assert sorted(similar([1, 2], [2, 1])) == sorted([2, 1])',
      'assert similar([1], [2]) == []',
      'assert not similar([1], [2]) == [1]',
      'assert similar([7], [7]) != [8]',
    ],
  },
  close: {
    task_id: 902,
    text: 'Write a function to halve.',
    reference: 'const halve=x=>x/2',
    test_list: [
      'assert math.isclose(halve(1), 0.5, rel_tol=0.001)',
      'assert(halve(3) == 1.5)',
      'assert abs(halve(5) - 2.5) < 1e-3',
    ],
  },
  methods: { task_id: 903, text: 'Sorts.', test_list: ['assert order([3, 1])[0] == 1'] },
  large: { task_id: 904, text: 'Counts.', test_list: ['assert count(3) == 100000000000000000001'] },
};
