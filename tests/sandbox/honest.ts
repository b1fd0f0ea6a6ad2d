// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the strings are programs
/** Programs that are unusual and right: whatever the judge does against cheats, these must pass. */
import type { JudgeTask, TaggedValue } from '../../src/sandbox/types';

type Row = [name: string, program: string, ...tests: [args: TaggedValue[], expected: TaggedValue][]];

const ROWS: Row[] = [
  [
    'generator pipeline',
    'function* range(n){for(let i=0;i<n;i++)yield i} function* map(g,h){for(const x of g)yield h(x)} const f=n=>[...map(range(n),x=>x*x)]',
    [[4], [0, 1, 4, 9]],
  ],
  [
    'generator return and finally',
    "function* g(){try{yield 1;yield 2}finally{log.push('done')}} const log=[]; const f=()=>{for(const x of g()){log.push(x);break} return log}",
    [[], [1, 'done']],
  ],
  ['iterator helpers', 'const f=a=>a.values().filter(x=>x%2).map(x=>x*10).toArray()', [[[1, 2, 3]], [10, 30]]],
  [
    'class with private, static and accessors',
    'class C{#n=0;static made=0;constructor(n){this.#n=n;C.made++}get n(){return this.#n}set n(v){this.#n=v}static of(n){return new C(n)}#twice(){return this.#n*2}twice(){return this.#twice()}} const f=n=>{const c=C.of(n);c.n+=1;return [c.twice(),C.made]}',
    [[3], [8, 1]],
  ],
  ['tagged template raw', "const raw=(s,...v)=>s.raw.join('|')+v; const f=()=>raw`a\\n${1}b`", [[], 'a\\n|b1']],
  [
    'labeled loops',
    'const f=m=>{outer:for(let i=0;i<m.length;i++){for(let j=0;j<m[i].length;j++){if(m[i][j]<0)continue outer;if(m[i][j]===9)break outer}}return m.flat().indexOf(9)}',
    [
      [
        [
          [1, -1],
          [2, 9],
        ],
      ],
      3,
    ],
  ],
  [
    'getter on the prototype',
    'const f=(a,b)=>{const p={get sum(){return this.a+this.b}};return Object.setPrototypeOf({a,b},p).sum}',
    [[1, 2], 3],
  ],
  [
    'async generator',
    'async function* g(n){for(let i=0;i<n;i++){await null;yield i}} async function f(n){const out=[];for await(const x of g(n))out.push(x);return out}',
    [[3], [0, 1, 2]],
  ],
  [
    'promise all and race',
    'const f=async xs=>[await Promise.all(xs.map(async x=>x+1)),await Promise.race([1,new Promise(()=>{})]),(await Promise.allSettled([Promise.reject(1)]))[0].status,await Promise.any([Promise.reject(0),5])]',
    [[[1, 2]], [[2, 3], 1, 'rejected', 5]],
  ],
  [
    'sticky regex tokenizer',
    'const f=s=>{const re=/\\s*(\\d+|[a-z]+|[-+*\\/()])/y;const out=[];let m;while((m=re.exec(s)))out.push(m[1]);return out}',
    [['12 + ab*(3)'], ['12', '+', 'ab', '*', '(', '3', ')']],
  ],
  [
    'unicode regex and case folding',
    "const f=s=>[s.match(/\\p{Lu}/gu)??[],s.replace(/ß/giu,'ss').normalize('NFD').length,/^.$/u.test('😀')]",
    [['ÄbẞÇ'], [['Ä', 'ẞ', 'Ç'], 7, true]],
  ],
  [
    'date arithmetic',
    "const f=(y,m,d)=>{const t=new Date(Date.UTC(y,m-1,d));t.setUTCDate(t.getUTCDate()+30);return t.toISOString().slice(0,10)+' '+['Su','Mo','Tu','We','Th','Fr','Sa'][t.getUTCDay()]}",
    [[2024, 1, 31], '2024-03-01 Fr'],
  ],
  [
    'local date without intl',
    "const f=()=>new Date(2021,5,1,13,5).toString().split(' ').slice(0,5).join(' ')+' '+new Date(0).toLocaleDateString().length",
    [[], 'Tue Jun 01 2021 13:05:00 10'],
  ],
  [
    'bigint modular power',
    'const f=(b,e,m)=>{b=BigInt(b);e=BigInt(e);m=BigInt(m);let r=1n;for(b%=m;e;e>>=1n,b=b*b%m)if(e&1n)r=r*b%m;return r}',
    [[3, 200, 1000007], { $: 'bigint', v: '959082' }],
  ],
  [
    'typed arrays',
    'const f=a=>{const u=Uint8Array.from(a,x=>x+250);return [u,new Float32Array(u.buffer.slice(0,4)).length,new DataView(u.buffer).getUint16(0)]}',
    [[[1, 6, 2, 3]], [{ $: 'typed', k: 'Uint8Array', v: [251, 0, 252, 253] }, 1, 64256]],
  ],
  [
    'map and set results',
    'const f=s=>{const m=new Map();for(const c of s)m.set(c,(m.get(c)??0)+1);return [m,new Set(s)]}',
    [
      ['aba'],
      [
        {
          $: 'map',
          v: [
            ['b', 1],
            ['a', 2],
          ],
        },
        { $: 'set', v: ['b', 'a'] },
      ],
    ],
  ],
  ['deep but legal recursion', 'const f=n=>n?1+f(n-1):0', [[600], 600]],
  ['stable sort', 'const f=a=>a.map((x,i)=>[x,i]).sort((p,q)=>p[0]-q[0]).map(p=>p[1])', [[[2, 1, 2, 1]], [1, 3, 0, 2]]],
  [
    'destructuring defaults',
    'const f=({a:{b=5,...rest}={},c:[,d=7]=[]}={},...[e=9])=>[b,rest,d,e]',
    [[], [5, {}, 7, 9]],
    [
      [{ a: { x: 1 }, c: [1, 2] }, 3],
      [5, { x: 1 }, 2, 3],
    ],
  ],
  [
    'var hoisting',
    'function f(){if(false){var x=1}return [typeof x,typeof g];function g(){}}',
    [[], ['undefined', 'function']],
  ],
  ['entry assigned later', 'let f;f=function(x){return x+1}', [[1], 2]],
  ['entry by var at the end', 'var g=x=>x*3;var f=g', [[2], 6]],
  ['entry on globalThis', 'globalThis.f=x=>x+1', [[1], 2]],
  ['entry via defineProperty', "Object.defineProperty(globalThis,'f',{get(){return x=>x-1}})", [[1], 0]],
  ['entry bound', 'const f=Math.max.bind(null,3)', [[5], 5], [[1], 3]],
  ['entry is a builtin', 'const f=parseInt', [['12px'], 12]],
  ['entry is a proxy of a function', 'const f=new Proxy(x=>x,{apply:(t,self,a)=>a[0]*2})', [[4], 8]],
  ['entry destructured', 'const {f,g}={f:x=>g(x)+1,g:x=>x*2}', [[3], 7]],
  ['entry in sloppy block', '{function f(x){return x+1}}', [[1], 2]],
  ['function declared twice', 'function f(){return 1} function f(){return 2}', [[], 2]],
  ['strict mode', "'use strict';const f=()=>{try{undefinedVar=1}catch(e){return e.name}}", [[], 'ReferenceError']],
  ['this at top level', 'var self=this;const f=()=>self===globalThis&&typeof self.f', [[], 'undefined']],
  [
    'arguments object',
    'function f(){return [arguments.length,Array.from(arguments),typeof arguments.callee]}',
    [
      [1, 2],
      [2, [1, 2], 'function'],
    ],
  ],
  ['with statement', 'function f(o){with(o){return a+b}}', [[{ a: 1, b: 2 }], 3]],
  [
    'optional chaining calls',
    'const f=o=>[o?.a?.(),o.b?.[0],o?.c?.d.e.f,delete o?.x]',
    [[{ b: [4] }], [{ $: 'undefined' }, 4, { $: 'undefined' }, true]],
  ],
  [
    'nullish and logical assignment',
    'const f=(a,b)=>{a??=1;b||=2;a&&=a+1;return [a,b]}',
    [
      [null, 0],
      [2, 2],
    ],
  ],
  [
    'custom error expected',
    "class MyError extends RangeError{constructor(m){super(m);this.name='MyError'}} const f=()=>{throw new MyError('x')}",
    [[], { $: 'throws', v: 'MyError' }],
  ],
  [
    'rejects with expected error',
    "const f=()=>Promise.reject(new TypeError('x'))",
    [[], { $: 'throws', v: 'TypeError' }],
  ],
  ['aggregate error', "const f=()=>{throw new AggregateError([1],'x')}", [[], { $: 'throws', v: 'AggregateError' }]],
  ['stack overflow expected', 'const f=()=>f()', [[], { $: 'throws', v: null }]],
  ['array holes', 'const f=()=>[1,,3]', [[], [1, { $: 'hole' }, 3]]],
  [
    'object from entries',
    'const f=m=>Object.fromEntries(Object.entries(m).map(([k,v])=>[v,k]))',
    [[{ a: 'x', b: 'y' }], { x: 'a', y: 'b' }],
  ],
  [
    'array subclass result',
    'class Stack extends Array{peek(){return this.at(-1)}} const f=()=>Stack.of(1,2)',
    [[], [1, 2]],
  ],
  ['group by', "const f=a=>Object.groupBy(a,x=>x%2?'odd':'even')", [[[1, 2, 3]], { odd: [1, 3], even: [2] }]],
  [
    'word __proto__ as a key',
    "const f=s=>{const o=Object.create(null);for(const w of s.split(' '))o[w]=(o[w]||0)+1;return o}",
    [
      ['__proto__ a'],
      {
        $: 'obj',
        v: [
          ['__proto__', 1],
          ['a', 1],
        ],
      },
    ],
  ],
  [
    'number formatting',
    "const f=x=>[x.toFixed(2),x.toString(2),x.toPrecision(3),x.toExponential(1),(255).toString(16).padStart(4,'0')]",
    [[5.5], ['5.50', '101.1', '5.50', '5.5e+0', '00ff']],
  ],
  [
    'string methods',
    "const f=s=>[s.at(-1),s.replaceAll('a','b'),s.trimStart(),s.codePointAt(0),s.localeCompare('b'),s.isWellFormed()]",
    [['ca'], ['a', 'cb', 'ca', 99, 1, true]],
  ],
  [
    'json with reviver and indent',
    "const f=o=>JSON.stringify(JSON.parse(JSON.stringify(o),(k,v)=>typeof v==='number'?v+1:v),null,2)",
    [[{ a: [1] }], '{\n  "a": [\n    2\n  ]\n}'],
  ],
  ['html-like comments', 'var f=x=>x+1 <!-- a comment\n--> another', [[1], 2]],
  ['hashbang', '#!/usr/bin/env node\nconst f=x=>x', [[1], 1]],
  ['unicode escapes in identifiers', 'const \\u0066=x=>x+1', [[1], 2]],
  ['comment tail', 'const f=x=>x /* } */ // )', [[1], 1]],
  ['mutates its arguments', 'const f=a=>{a.sort();a.pop();return a}', [[[3, 1, 2]], [1, 2]]],
  ['returns its argument twice', 'const f=a=>[a,a]', [[[1]], [[1], [1]]]],
  ['module style exports', "const f=x=>x+1; if(typeof module!=='undefined')module.exports={f}", [[1], 2]],
  [
    'getter setter pair via defineProperties',
    'const f=()=>{const o={};let v=1;Object.defineProperties(o,{x:{get:()=>v,set:n=>{v=n}}});o.x=5;return v}',
    [[], 5],
  ],
  [
    'new.target and instanceof',
    'function A(){if(!new.target)return new A();this.ok=1} const f=()=>A() instanceof A',
    [[], true],
  ],
  [
    'reflect and proxies inside',
    "const f=()=>{const log=[];const p=new Proxy({},{get:(t,k)=>(log.push(k),k)});p.a;p['b'];return log}",
    [[], ['a', 'b']],
  ],
  [
    'memo fib with map',
    'const memo=new Map();const f=n=>n<2?BigInt(n):memo.get(n)??(memo.set(n,f(n-1)+f(n-2)),memo.get(n))',
    [[90], { $: 'bigint', v: '2880067194370816120' }],
  ],
  [
    'empty results',
    "const f=k=>[[],{},'',new Map(),new Set(),null,undefined][k]",
    [[0], []],
    [[1], {}],
    [[2], ''],
    [[3], { $: 'map', v: [] }],
    [[4], { $: 'set', v: [] }],
    [[5], null],
    [[6], { $: 'undefined' }],
  ],
  [
    'array copy methods',
    'const f=a=>[a.toSorted(),a.toReversed(),a.toSpliced(0,1),a.with(0,5),a]',
    [[[2, 1]], [[1, 2], [1, 2], [1], [5, 1], [2, 1]]],
  ],
  [
    'set methods',
    'const f=(a,b)=>[...new Set(a).union(new Set(b))].length+[...new Set(a).intersection(new Set(b))].length',
    [
      [
        [1, 2],
        [2, 3],
      ],
      4,
    ],
  ],
];

/** What a model's program could look like, each with the task that it solves. */
export const honest: { name: string; task: JudgeTask; program: string }[] = [
  ...ROWS.map(([name, program, ...tests]) => ({
    name,
    program,
    task: { entry: 'f', tests: tests.map(([args, expected]) => ({ args, expected })) },
  })),
  {
    name: 'a name in another script',
    program: 'const naïve = (x) => x + 1',
    task: { entry: 'naïve', tests: [{ args: [1], expected: 2 }] },
  },
  {
    name: 'a long list and a long string',
    program: 'const f = (n) => [Array.from({ length: n }, (_, i) => i), "ab".repeat(n)]',
    task: {
      entry: 'f',
      tests: [{ args: [9000], expected: [Array.from({ length: 9000 }, (_, i) => i), 'ab'.repeat(9000)] }],
    },
  },
  ...[
    'console.log(2 * readline()); process.exit(0); console.log(6)',
    'try { console.log(2 * readline()); process.exit() } catch { console.log(6) }',
    "process.stdin.on('data', (text) => { console.log(text * 2); process.exit(0) })",
    "let s = ''; process.stdin.on('readable', () => { let c; while ((c = process.stdin.read()) !== null) s += c }).on('end', () => console.log(s * 2))",
    "(async () => { let s = ''; for await (const c of process.stdin) s += c; console.log(s * 2 + require('os').EOL) })()",
    "const rl = require('readline').createInterface({ input: process.stdin }); rl.prompt(); rl.on('line', (s) => { console.log(s * 2); rl.close() })",
  ].map((program) => ({
    name: program,
    program,
    task: { kind: 'stdio' as const, tests: [{ stdin: '2', stdout: '4' }] },
  })),
];
