/** Attacks on this judge's own seams. Each would pass if the seam it aims at were open; none may. */
import type { Compare, JudgeTask, TaggedValue } from '../../src/sandbox/types';

export interface Seam {
  name: string;
  task: JudgeTask;
  program: string;
}

type Result = [args: TaggedValue[], expected: TaggedValue];

function results(name: string, program: string, tests: Result[], compare?: Compare): Seam {
  return { name, program, task: { entry: 'f', tests: tests.map(([args, expected]) => ({ args, expected })), compare } };
}
const returned = (name: string, result: string, expected: TaggedValue, compare?: Compare) =>
  results(name, `const f = () => (${result})`, [[[], expected]], compare);
const printed = (name: string, program: string, stdout: string, compare?: Compare): Seam => ({
  name,
  program,
  task: { kind: 'script', tests: [{ stdout }], compare },
});
const tested = (name: string, program: string, code: string): Seam => ({
  name,
  program,
  task: { entry: 'f', tests: [{ code }] },
});

const REALM: Seam[] = (
  [
    ['the text of a result, forged as a string', 'const f = () => "=5"', [[[], 5]]],
    ['the mark of negative zero', 'const f = () => "~0"', [[[], 0]]],
    ['the text of an expected error', 'const f = () => "throws(null)"', [[[], { $: 'throws', v: null }]]],
    ['an object that writes its own text', 'const f = () => ({ toJSON: () => 5, toString: () => "5" })', [[[], 5]]],
    [
      'a proxy that watches what the encoder asks for',
      `const f = () => new Proxy({}, { getOwnPropertyDescriptor: (t, k) => ({ value: k, configurable: true, enumerable: true }),
       has: () => true, get: () => 42 })`,
      [[[], { secret: 'secret' }]],
    ],
    [
      'a proxy that reaches for the encoder through what its traps are given',
      `const f = () => new Proxy({}, new Proxy({}, { get: (t, trap) => (...given) => {
       for (const thing of given) try { thing.constructor.constructor('return this')().String = () => '5' } catch {}
       return Reflect[trap](...given) } }))`,
      [[[], 5]],
    ],
    [
      'the realm of the encoder through the error of a broken proxy invariant',
      `const f = () => { let seen; const frozen = Object.freeze({ a: 1 });
       const liar = new Proxy(frozen, { ownKeys: () => [] });
       try { Reflect.ownKeys(liar) } catch (error) { seen = error.constructor.constructor }
       seen('JSON.stringify = () => "5"; String = () => "5"')(); return 4 }`,
      [[[], 5]],
    ],
    [
      'Error.isError and the kinds, replaced',
      'Error.isError = () => true; Array.isArray = () => false; const f = () => { throw { name: "RangeError" } }',
      [[[], { $: 'throws', v: 'RangeError' }]],
    ],
    [
      'an error by toStringTag',
      'const f = () => { throw { [Symbol.toStringTag]: "Error", name: "RangeError", message: "" } }',
      [[[], { $: 'throws', v: 'RangeError' }]],
    ],
    ['a map by its prototype', 'const f = () => Object.create(Map.prototype)', [[[], { $: 'map', v: [] }]]],
    [
      'a date by its prototype',
      'const f = () => Object.setPrototypeOf({}, Date.prototype)',
      [[[], { $: 'date', v: 0 }]],
    ],
    [
      'a typed array by its prototype',
      'const f = () => Object.setPrototypeOf([1], Uint8Array.prototype)',
      [[[], { $: 'typed', k: 'Uint8Array', v: [1] }]],
    ],
    [
      'an array that hides its extra keys from the count',
      'const f = () => { const a = [1, , 3]; a.x = 2; return a }',
      [[[], [1, { $: 'hole' }, 3]]],
    ],
    [
      'answers in order, counted in the arguments array left behind by the judge',
      'globalThis.n ??= 0; const f = () => [5, 3, 9][globalThis.n++]',
      [
        [[1], 5],
        [[2], 3],
        [[3], 9],
      ],
    ],
    [
      'answers in order, counted in memory that the last test grew or filled',
      `let room = 0; try { for (const keep = []; ; room++) keep.push(new ArrayBuffer(1 << 20)) } catch {}
     const seen = new ArrayBuffer(1 << 16); const f = () => new Uint8Array(seen).some(Boolean) || room < 40 ? 2 : 1`,
      [
        [[1], 1],
        [[2], 2],
        [[3], 2],
      ],
    ],
    [
      'answers in order, counted by the clock',
      'const f = () => [5, 3][Math.floor(Date.now() / 1000) % 2]',
      [
        [[], 5],
        [[], 3],
      ],
    ],
    [
      'answers in order, counted by chance',
      'const f = () => Math.random() < 0.5 ? 5 : 3',
      [
        [[], 5],
        [[], 3],
      ],
    ],
    [
      'answers in order, counted by a finalizer or a job left behind',
      `const f = () => { Promise.resolve().then(() => { globalThis.late = 1 }); new FinalizationRegistry(() => { globalThis.late = 1 }).register({}, 0);
       return globalThis.late ? 3 : 5 }`,
      [
        [[], 5],
        [[], 3],
      ],
    ],
    [
      'the realm of the encoder through errors of a console at the end of the stack',
      `const seen = []; let n;
       const g = () => { try { g() } catch (error) { if (n++ < 12) try { console.log('') } catch (caught) { seen.push(caught) } throw error } };
       const at = (...room) => { n = 0; try { g() } catch {} };
       const f = () => { for (let room = 0; room < 100; room++) at(...Array(room));
       for (const error of seen) error.constructor.constructor('JSON.stringify = String = () => "5"')(); return 4 }`,
      [[[], 5]],
    ],
    [
      'the realm of the encoder through what a trap is given while its proxy is printed',
      `const f = () => { console.log(new Proxy({}, new Proxy({}, { get: (t, trap) => (...given) => {
       for (const thing of given) try { thing.constructor.constructor('String = () => "5"')() } catch {}
       return Reflect[trap](...given) } }))); return 4 }`,
      [[[], 5]],
    ],
    [
      'what is printed while the result is written down',
      'const f = () => new Proxy({}, { ownKeys: () => { console.log("=[1,2]"); console.log([1, 2]); return [] } })',
      [[[], [1, 2]]],
    ],
    [
      'the console as the answer',
      'console.log = () => 5; const f = () => { for (const write of Object.values(console)) write("=5", 5); return console.info(5) }',
      [[[], 5]],
    ],
    [
      'the entry, redefined by the act of naming it',
      'let f = () => 4; Object.defineProperty(globalThis, "f", { get: () => () => 5 })',
      [[[], 5]],
    ],
    [
      'a result that changes between two reads',
      'const f = () => { let n = 0; return new Proxy({}, { ownKeys: () => (n++ ? ["a"] : []) }) }',
      [[[], { a: 1 }]],
    ],
    [
      'a module that imports the judge',
      'const f = async () => (await import("./engine.js")).answer',
      [[[], { $: 'undefined' }]],
    ],
    [
      'the source of the arguments, read off the stack',
      'const f = () => Number(/args.js:(\\d+)/.exec(new Error().stack)?.[1] ?? 0)',
      [[[], 1]],
    ],
  ] as [string, string, Result[]][]
).map((row) => results(...row));

const float: Compare = { mode: 'float', rtol: 1e-3, atol: 1e-3 };
const anyOrder: Compare = { mode: 'strict', unordered: true };

const COMPARATORS: Seam[] = [
  returned('a tolerance against NaN', 'NaN', 5, float),
  returned('a tolerance against infinity', 'Infinity', 5, float),
  returned('a tolerance of infinity', '5', { $: 'inf' }, float),
  returned('a tolerance that overflows', '-1.7e308', 1.7e308, float),
  returned('a tolerance against a number in disguise', '({ valueOf: () => 5 })', 5, float),
  returned('a tolerance against a numeral', '"5"', 5, float),
  returned('loose equality with an object that says it is 5', '({ valueOf: () => 5, toString: () => "5" })', 5, {
    mode: 'loose',
  }),
  returned('loose equality with an array of the answer', '[5]', 5, { mode: 'loose' }),
  returned('any order, with one answer given for all', '[3, 3, 3]', [1, 2, 3], anyOrder),
  returned('any order, with more answers than asked', '[1, 2, 3, 4]', [1, 2, 3], anyOrder),
  returned('any order, with a length and no items', '[, , ,]', [1, 2, 3], { mode: 'float', unordered: true }),
  returned('JSON of its own making', '({ toJSON: () => 5 })', 5, { mode: 'json' }),
  returned('a key that names a tag', '({ $: "undefined" })', null, { mode: 'json' }),
  returned(
    'an object in the form that the comparison uses',
    '({ $: "obj", v: [["a", 1]] })',
    { a: 1 },
    { mode: 'loose' },
  ),
  returned('words of an object', '({ split: () => ["5"], toString: () => "5" })', '5', { mode: 'tokens' }),
  returned(
    'a pattern that the host does not know',
    'new RegExp("[\\\\p{L}--[a-z]]", "v")',
    { $: 'regexp', v: ['a', ''] },
    { mode: 'loose' },
  ),
  returned('an array that the host may not know', 'new Float16Array([5])', [5], float),
];

const ENCODER: Seam[] = [
  returned('a map that walks itself', 'Object.assign(new Map(), { forEach: (visit) => visit(1, 2) })', {
    $: 'map',
    v: [[2, 1]],
  }),
  returned(
    'a map that grows while it is read',
    '(() => { const map = new Map(); let n = 0; const grow = new Proxy({}, { ownKeys: () => (map.set(n++, grow), []) }); return map.set("a", grow) })()',
    { $: 'map', v: [['a', {}]] },
  ),
  returned('a date that tells another time', 'Object.assign(new Date(1), { getTime: () => 0, valueOf: () => 0 })', {
    $: 'date',
    v: 0,
  }),
  returned(
    'a set of a derived class that claims to hold it',
    '(class extends Set { has() { return true } get size() { return 1 } }, new (class extends Set { get size() { return 1 } })())',
    { $: 'set', v: [5] },
  ),
  returned('a pattern that names another source', 'Object.defineProperty(/b/, "source", { value: "a" })', {
    $: 'regexp',
    v: ['a', ''],
  }),
  returned(
    'a typed array whose buffer is gone',
    '(() => { const a = new Uint8Array([5]); a.buffer.transfer(); return a })()',
    { $: 'typed', k: 'Uint8Array', v: [5] },
  ),
  returned('a proxy with a million keys', 'new Proxy({}, { ownKeys: () => Array.from({ length: 1e5 }, String) })', {}),
  returned(
    'a getter that becomes data once it is asked about',
    `(() => { const o = {}; Object.defineProperty(o, 'a', { get() { Object.defineProperty(o, 'a', { value: 1 }); return 1 }, enumerable: true, configurable: true }); return o })()`,
    { a: 1 },
  ),
];

const TEST_REALM: Seam[] = [
  tested(
    'the test told to trust',
    'globalThis.assert = globalThis.expect = () => true; Object.is = () => true; const f = () => 4',
    'assert.equal(candidate(), 5)',
  ),
  tested(
    'the test read off the stack',
    'const f = () => Number(/\\d{4}/.exec(new Error().stack)?.[0])',
    'assert.equal(candidate(), 4711)',
  ),
  tested(
    'the test read off its caller',
    'function f() { try { return Number(/\\d{4}/.exec(String(f.caller ?? arguments.callee.caller))?.[0]) } catch {} }',
    'assert.equal(candidate(), 4711)',
  ),
  tested(
    'the names of the test realm',
    'const f = () => typeof candidate === "function" || typeof assert === "function" || typeof call === "function"',
    'assert.equal(candidate(), true)',
  ),
  tested(
    'source text for a result',
    'const f = () => "\\"}),assert.equal=()=>{},({\\u2028\\"`"',
    'assert.equal(candidate(), 5)',
  ),
  tested(
    'source text for an error',
    'const f = () => { throw new Error("\\"}),assert.equal=()=>{},({\\u2028`") }',
    'try { candidate() } catch {} assert.equal(1, 2)',
  ),
  tested(
    'a prototype for a result',
    'const f = () => JSON.parse(\'{"__proto__":{"length":5}}\')',
    'assert.equal(candidate().length, 5)',
  ),
  tested(
    'a prototype of all objects',
    'Object.prototype.length = 5; const f = () => ({})',
    'assert.equal(candidate().length, 5)',
  ),
  tested(
    'a thenable that answers later',
    'const f = () => ({ then(resolve) { resolve(5) } })',
    '(async () => assert.equal(await candidate(), 5))()',
  ),
  tested(
    'an error by the name of a global',
    'const f = () => { throw Object.assign(new Error("x"), { name: "assert" }) }',
    'assert.throws(() => candidate(), RangeError)',
  ),
  tested(
    'arguments that cannot be built',
    'Map = class { constructor() { throw new Error("no") } }; const f = () => 5',
    'assert.equal(candidate(new Map([[1, 2]])), 5)',
  ),
  tested(
    'no memory for the arguments',
    'const keep = []; try { for (;;) keep.push(new ArrayBuffer(1 << 16)) } catch {} const f = () => 5',
    'assert.equal(candidate("x".repeat(1e5)), 5)',
  ),
  tested(
    'no memory for a test that waits for an error',
    'let keep; const f = () => { try { for (keep = []; ; ) keep.push(new ArrayBuffer(1 << 14)) } catch {} try { for (;;) keep.push({}) } catch {} return 5 }',
    'assert.throws(() => { candidate(); candidate(); })',
  ),
  tested(
    'a result that the bridge cannot carry',
    'const f = () => new RegExp("[\\\\p{L}--[a-z]]", "v")',
    'candidate(); assert.equal(1, 2)',
  ),
  tested(
    'work without end behind a test that forgives',
    'const f = () => { for (;;); }',
    'try { candidate() } catch {} try { candidate() } catch {}',
  ),
  tested(
    'jobs left behind to work on the next call',
    'let n = 4; const f = () => { Promise.resolve().then(() => { n = 5 }); return n }',
    'assert.equal(candidate(), 5)',
  ),
  tested('late rejection', 'const f=()=>{Promise.reject(1);return 4}', 'assert.equal(candidate(),5)'),
  tested(
    'then on function result',
    'const f=()=>{const g=()=>4;g.then=r=>r(5);return g}',
    '(async()=>{assert.equal(await candidate(),5)})()',
  ),
  tested(
    'result mutated later',
    'const a=[4];const f=()=>a',
    'const r=candidate();candidate();assert.deepEqual(r,[5])',
  ),
  tested(
    'error constructor smuggle',
    "const f=()=>{const e=new Error('x');e.name='Function';throw e}",
    'try{candidate()}catch(e){};assert(false)',
  ),
  tested('function with props', 'const f=()=>Object.assign(()=>4,{valueOf:()=>5})', 'assert.equal(candidate()(),5)'),
  tested('more functions than can be kept', 'const f = () => f', 'for (let g = candidate; ; ) g = g()'),
];

const TEXT: Seam[] = [
  printed('what is printed, rewritten on its way', 'JSON.stringify = () => "\\"5\\""; console.log(4)', '5'),
  printed('an answer that ends early', 'process.stdout.write("5\\0 6 7 8")', '5'),
  printed('every answer there is', 'for (let i = 0; i < 10; i++) console.log(i)', '5'),
  printed('every answer there is, in any order', 'for (let i = 0; i < 10; i++) console.log(i)', '5', {
    mode: 'strict',
    unordered: true,
  }),
  printed(
    'the answer where a system might keep it',
    'for (const file of [0, 1, "/dev/stdout", "answer.txt"]) try { console.log(require("fs").readFileSync(file, "utf8")) } catch {} console.log(process.env, process.argv)',
    '5',
  ),
  printed(
    'an object that prints as the answer',
    'console.log({ toString: () => "5", toJSON: () => "5", inspect: () => "5" })',
    '5',
  ),
  printed('a numeral of any length', 'console.log("5".repeat(190000) + "x")', '5', float),
  printed('an infinite number', 'console.log("1e999")', '5', float),
  printed('brackets without end', 'console.log("[".repeat(150000))', '[]', { mode: 'json' }),
  printed('a console that counts as the answer', 'console.log = () => {}; globalThis.print = () => "5"', '5'),
  printed('a line from behind the end', 'process.stdin.on("end", () => { for (;;) console.log(5) })', '5'),
  printed('an end of its own choosing, and wrong', 'console.log(5); process.exit(1)', '5'),
  printed(
    'the right answer, and then a crash unseen',
    'process.stdin.on("end", () => { console.log(5); null.x })',
    '5',
  ),
  printed('an end by a code of another kind', 'Number = () => 0; console.log(5); process.exit({})', '5'),
  printed('the line as a terminal would show it', 'console.log("4\\r5"); console.log("4\\b5")', '5'),
  printed('a key that names a tag', 'console.log(JSON.stringify({ $: "nan" }))', 'null', { mode: 'json' }),
];

/** What looks like the answer, or like the end of the judge's own text, from where a policy stands. */
const LOOKALIKES: Seam[] = (
  [
    ['toPrimitive', 'const f=()=>({[Symbol.toPrimitive]:()=>5})', [[[], 5]]],
    [
      'proxy of the right array with lying length',
      "const f=()=>new Proxy([],{get:(t,k)=>k==='length'?3:1,getOwnPropertyDescriptor:(t,k)=>k==='length'?{value:3,writable:true,enumerable:false,configurable:false}:{value:+k+1,writable:true,enumerable:true,configurable:true},ownKeys:()=>['0','1','2','length']})",
      [[[], [9, 2, 3]]],
    ],
    ['revoked proxy', 'const f=()=>{const {proxy,revoke}=Proxy.revocable([],{});revoke();return proxy}', [[[], []]]],
    ['native promise with own then', 'const f=()=>{const p=Promise.resolve(4);p.then=r=>r(5);return p}', [[[], 5]]],
    [
      'promise subclass',
      'class P extends Promise{then(r){return super.then(()=>r(5))}} const f=()=>new P(r=>r(4))',
      [[[], 5]],
    ],
    [
      'promise constructor species',
      'const f=()=>{const p=Promise.resolve(4);p.constructor={[Symbol.species]:class{constructor(x){x(()=>{},()=>{})}}};return p}',
      [[[], 5]],
    ],
    [
      'subclassed array own length/at',
      'class A extends Array{get length(){return 1}at(){return 5}*[Symbol.iterator](){yield 5}} const f=()=>A.from([4])',
      [[[], [5]]],
    ],
    [
      'species override',
      'Object.defineProperty(Array,Symbol.species,{value:class{constructor(){return [5]}}});const f=()=>[4].map(x=>x)[0]===5?[5]:[4]',
      [[[], [7]]],
    ],
    [
      'error subclass pretending',
      "class E{constructor(){this.name='RangeError'}} E.prototype=Object.create(Error.prototype);const f=()=>{throw Object.setPrototypeOf({name:'RangeError'},RangeError.prototype)}",
      [[[], { $: 'throws', v: 'RangeError' }]],
    ],
    [
      'error name getter',
      "const f=()=>{const e=new Error();Object.defineProperty(e,'name',{get:()=>'RangeError'});throw e}",
      [[[], { $: 'throws', v: 'RangeError' }]],
    ],
    [
      'error name object',
      "const f=()=>{const e=new Error();e.name={toString:()=>'RangeError'};throw e}",
      [[[], { $: 'throws', v: 'RangeError' }]],
    ],
    ['returned error for throws', 'const f=()=>new RangeError()', [[[], { $: 'throws', v: 'RangeError' }]]],
    ['no entry for throws ReferenceError', '1', [[[], { $: 'throws', v: 'ReferenceError' }]]],
    ['no entry for throws any', '1', [[[], { $: 'throws', v: null }]]],
    ['syntax error for throws any', 'const f=(', [[[], { $: 'throws', v: null }]]],
    ['load-time throw for throws any', 'throw new RangeError()', [[[], { $: 'throws', v: 'RangeError' }]]],
    ['non function entry for throws TypeError', 'var f=5', [[[], { $: 'throws', v: 'TypeError' }]]],
    ['fuel exhaustion for throws any', 'const f=()=>{for(;;);}', [[[], { $: 'throws', v: null }]]],
    ['oom for throws any', "const f=()=>'x'.repeat(1e8)+'y'.repeat(1e8)", [[[], { $: 'throws', v: null }]]],
    ['generator return trick', 'const f=function*(){return 5}', [[[], 5]]],
    ['generator object', 'const f=()=>(function*(){yield 5})()', [[[], [5]]]],
    ['holes for undefined', 'const f=()=>[,]', [[[], [{ $: 'undefined' }]]]],
    [
      'nan for undefined',
      'const f=()=>NaN',
      [
        [[], { $: 'undefined' }],
        [[], null],
      ],
    ],
    ['args prototypes mutated', 'Object.prototype.answer=5;Array.prototype.answer=5;const f=a=>a.answer', [[[[1]], 6]]],
    ['lone surrogates alike', "const f=()=>'\\ud800\\udc00'.slice(0,1)", [[[], '\ud801']]],
    ['replacement char', "const f=()=>'\\ufffd'", [[[], '\ud800']]],
    ['closing brace escape', 'const f=()=>4 }); return 5; ({', [[[], 5]]],
    ['closing paren escape', 'const f=()=>4);f=(()=>5', [[[], 5]]],
    ['unicode line separators', 'const f=()=>4// ;f=()=>5 ', [[[], 5]]],
    ['sourceURL', 'const f=()=>4 //# sourceURL=args.js\n//# sourceMappingURL=http://x/', [[[], 5]]],
    ['html comment', 'const f=()=>4 <!-- \n--> 5', [[[], 5]]],
    ['return at top level', 'return 5', [[[], 5]]],
    ['export', 'export const f=()=>5', [[[], 5]]],
    ['label as entry', 'f:for(;;)break f', [[[], 5]]],
    ['entry getter counts', "let n=0;Object.defineProperty(globalThis,'f',{get(){n++;return ()=>n}})", [[[], 5]]],
    ['arguments object as array', 'function f(){return arguments}', [[[1], [1]]]],
    ['arguments object as plain obj', 'function f(){return arguments}', [[[1], { '0': 1 }]]],
    ['map-like object', 'const f=()=>({size:0})', [[[], { $: 'map', v: [] }]]],
    ['date NaN vs number', 'const f=()=>new Date(NaN)', [[[], { $: 'nan' }]]],
    ['key forge', 'const f=()=>({\'a":1,"b\':2})', [[[], { a: 1, b: 2 }]]],
    ['tilde key', "const f=()=>({'~0':1})", [[[], { '0': 1 }]]],
    ['proto setter', 'const f=()=>({__proto__:{a:1}})', [[[], { a: 1 }]]],
    ['non-enumerable', "const f=()=>Object.defineProperty({},'a',{value:1})", [[[], { a: 1 }]]],
    ['hidden extra non-enumerable', "const f=()=>Object.defineProperty({a:1},'b',{value:2})", [[[], { a: 1, b: 2 }]]],
    ['symbol keyed', 'const f=()=>({[Symbol()]:1})', [[[], {}]]],
    ['class static as result', 'const f=()=>class{static a=1}', [[[], { a: 1 }]]],
    ['bigint vs number', 'const f=()=>5n', [[[], 5]]],
    ['typed kinds', 'const f=()=>new Int8Array([1])', [[[], { $: 'typed', k: 'Uint8Array', v: [1] }]]],
    ['buffer vs typed', 'const f=()=>new Uint8Array([1]).buffer', [[[], { $: 'typed', k: 'Uint8Array', v: [1] }]]],
    ['buffer as object', 'const f=()=>new ArrayBuffer(3)', [[[], {}]]],
    ['weakmap as object', 'const f=()=>new WeakMap()', [[[], {}]]],
    ['globalThis as result', 'const f=()=>globalThis', [[[], {}]]],
    ['Math as result', 'const f=()=>Math', [[[], {}]]],
    [
      'detached',
      'const f=()=>{const u=new Uint8Array(2);u.buffer.transfer();return u}',
      [[[], { $: 'typed', k: 'Uint8Array', v: [0, 0] }]],
    ],
    ['unordered multiset', 'const f=()=>[1,1,2]', [[[], [1, 2, 2]]], { mode: 'strict', unordered: true }],
    ['loose NaN vs undefined', 'const f=()=>undefined', [[[], { $: 'nan' }]], { mode: 'loose' }],
    ['json date', 'const f=()=>new Date(0)', [[[], '1970-01-01T00:00:00.000Z']], { mode: 'json' }],
    ['float expected throws', 'const f=()=>5', [[[], { $: 'throws', v: 'RangeError' }]], { mode: 'float' }],
    ['regex backtracking', "const f=()=>/^(a+)+$/.test('a'.repeat(40)+'b')", [[[], true]]],
    [
      'Atomics.wait',
      'const f=()=>{Atomics.wait(new Int32Array(new SharedArrayBuffer(4)),0,0,1e6);return 5}',
      [[[], 5]],
    ],
  ] as [string, string, Result[], Compare?][]
).map((row) => results(...row));

export const seams: Seam[] = [...REALM, ...COMPARATORS, ...ENCODER, ...TEST_REALM, ...TEXT, ...LOOKALIKES];
