// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the strings are programs
/** Programs whose `f(n)` goes n levels deep and returns n, one for each way that the engine has to call itself. */
export const depths: Record<string, string> = {
  'a plain call': 'const f = (n) => (n ? 1 + f(n - 1) : 0)',
  'two functions in turn':
    'function f(n) { return n ? 1 + g(n - 1) : 0 } function g(n) { return n ? 1 + f(n - 1) : 0 }',
  'a method of a class': 'class A { go(n) { return n ? 1 + this.go(n - 1) : 0 } } const f = (n) => new A().go(n)',
  'many locals': `function f(n, ...rest) { let a = 1, b = 2, c = 3, d = [a, b, c]; if (!n) return 0;
    const e = { a, b }, { a: x, ...y } = e; return x + f(n - 1, ...d) }`,
  'a constructor': 'class A { constructor(n) { this.n = n ? 1 + new A(n - 1).n : 0 } } const f = (n) => new A(n).n',
  'a derived constructor': `class A {} class B extends A { constructor(n) { super(); this.n = n ? 1 + new B(n - 1).n : 0 } }
    const f = (n) => new B(n).n`,
  map: 'const f = (n) => (n ? 1 + [n - 1].map((m) => f(m))[0] : 0)',
  reduce: 'const f = (n) => (n ? [1].reduce((s, x) => s + x + f(n - 1), 0) : 0)',
  forEach: 'const f = (n) => { let r = 0; if (n) [1].forEach(() => { r = 1 + f(n - 1) }); return r }',
  'Array.from': 'const f = (n) => (n ? 1 + Array.from([n - 1], f)[0] : 0)',
  call: 'function f(n) { return n ? 1 + f.call(null, n - 1) : 0 }',
  apply: 'function f(n) { return n ? 1 + f.apply(null, [n - 1]) : 0 }',
  'Reflect.apply': 'function f(n) { return n ? 1 + Reflect.apply(f, null, [n - 1]) : 0 }',
  bind: 'function f(n) { return n ? 1 + f.bind(null, n - 1)() : 0 }',
  spread: 'function f(n) { return n ? 1 + f(...[n - 1]) : 0 }',
  toJSON: 'const f = (n) => (n ? 1 + Number(JSON.stringify({ toJSON: () => f(n - 1) })) : 0)',
  replacer: 'const f = (n) => (n ? 1 + Number(JSON.stringify(0, () => f(n - 1))) : 0)',
  reviver: 'const f = (n) => (n ? 1 + JSON.parse("0", () => f(n - 1)) : 0)',
  getter: 'const f = (n) => (n ? 1 + { get a() { return f(n - 1) } }.a : 0)',
  setter: 'const f = (n) => { let r = 0; if (n) ({ set a(x) { r = 1 + f(n - 1) } }).a = 1; return r }',
  valueOf: 'const f = (n) => (n ? 1 + +{ valueOf: () => f(n - 1) } : 0)',
  toString: 'const f = (n) => (n ? 1 + Number(`${{ toString: () => f(n - 1) }}`) : 0)',
  toPrimitive: 'const f = (n) => (n ? 1 + { [Symbol.toPrimitive]: () => f(n - 1) } : 0)',
  'replace with a function': "const f = (n) => (n ? 1 + Number('x'.replace(/x/, () => f(n - 1))) : 0)",
  'replaceAll with a function': "const f = (n) => (n ? 1 + Number('x'.replaceAll('x', () => f(n - 1))) : 0)",
  'a comparator': 'const f = (n) => { let r = 0; if (n) [1, 2].sort(() => { r = 1 + f(n - 1); return 0 }); return r }',
  eval: "const f = (n) => (n ? 1 + eval('f(n - 1)') : 0)",
  'indirect eval': "var f = (n) => (n ? 1 + (0, eval)('f(' + (n - 1) + ')') : 0)",
  'new Function': "var f = (n) => (n ? 1 + new Function('n', 'return f(n)')(n - 1) : 0)",
  'a trap for get': 'const f = (n) => (n ? 1 + new Proxy({}, { get: () => f(n - 1) }).a : 0)',
  'a trap for apply': 'const f = (n) => (n ? 1 + new Proxy(() => 0, { apply: () => f(n - 1) })() : 0)',
  'a trap for has':
    "const f = (n) => { let r = 0; if (n) 'a' in new Proxy({}, { has() { r = 1 + f(n - 1); return true } }); return r }",
  'a trap for ownKeys':
    'const f = (n) => { let r = 0; if (n) Reflect.ownKeys(new Proxy({}, { ownKeys() { r = 1 + f(n - 1); return [] } })); return r }',
  'a generator': 'function* g(n) { if (n) return 1 + (yield* g(n - 1)); return 0 } const f = (n) => g(n).next().value',
  'a generator in a loop':
    'function* g(n) { yield n; if (n) for (const x of g(n - 1)) yield x } const f = (n) => [...g(n)].length - 1',
  'an iterator': `const f = (n) => { if (!n) return 0; const [a] = { [Symbol.iterator]: () => ({ next: () => ({ value: 1 + f(n - 1), done: false }) }) }; return a }`,
  'a tagged template': 'const f = (n) => (n ? ((s, m) => 1 + f(m))`a${n - 1}b` : 0)',
  'an async function':
    'let r = 0; const g = async (n) => { r = n ? 1 + r : r; if (n) g(n - 1) }; const f = (n) => { g(n); return r }',
  'awaited functions': 'const f = async (n) => (n ? 1 + (await f(n - 1)) : 0)',
  'a promise in its executor':
    'const f = (n) => { let r = 0; if (n) new Promise(() => { r = 1 + f(n - 1) }); return r }',
  'a thrown error': 'const f = (n) => { try { if (n) throw 1; return 0 } catch { return 1 + f(n - 1) } }',
  finally: 'const f = (n) => { try { return 0 } finally { if (n) return 1 + f(n - 1) } }',
  'a default parameter': 'const f = (n, m = n ? 1 + f(n - 1) : 0) => m',
  instanceof:
    'const f = (n) => { let r = 0; if (n) ({}) instanceof { [Symbol.hasInstance]() { r = 1 + f(n - 1) } }; return r }',
  'a species': `const f = (n) => { let r = 0; if (n) { const a = []; a.constructor = { get [Symbol.species]() { r = 1 + f(n - 1); return Array } }; a.map(() => 0) } return r }`,
  'Map.forEach':
    'const f = (n) => { let r = 0; if (n) new Map([[1, 1]]).forEach(() => { r = 1 + f(n - 1) }); return r }',
  'a sort of a typed array':
    'const f = (n) => { let r = 0; if (n) new Uint8Array([1, 2]).sort(() => { r = 1 + f(n - 1); return 0 }); return r }',
  'a nested array to text': 'const f = (n) => { let a = []; for (let i = 0; i < n; i++) a = [a]; String(a); return n }',
  'nested arrays to JSON':
    'const f = (n) => { let a = []; for (let i = 0; i < n; i++) a = [a]; return JSON.stringify(a).length / 2 - 1 }',
  'nested objects to JSON':
    'const f = (n) => { let a = {}; for (let i = 0; i < n; i++) a = { a }; JSON.stringify(a); return n }',
  'nested JSON': "const f = (n) => { JSON.parse('['.repeat(n) + ']'.repeat(n)); return n }",
  flat: 'const f = (n) => { let a = [1]; for (let i = 0; i < n; i++) a = [a]; a.flat(Infinity); return n }',
  'proxies of proxies':
    'const f = (n) => { let p = { a: n }; for (let i = 0; i < n; i++) p = new Proxy(p, {}); return p.a }',
  'functions bound again':
    'const f = (n) => { let g = () => n; for (let i = 0; i < n; i++) g = g.bind(null); return g() }',
  'nested groups of a pattern':
    "const f = (n) => { new RegExp('('.repeat(n) + 'a' + ')'.repeat(n)).test('a'); return n }",
  'nested parentheses': "const f = (n) => { eval('('.repeat(n) + '0' + ')'.repeat(n)); return n }",
  'nested array literals': "const f = (n) => { eval('['.repeat(n) + ']'.repeat(n)); return n }",
  'nested blocks': "const f = (n) => { eval('{'.repeat(n) + '}'.repeat(n)); return n }",
  'nested functions': "const f = (n) => { eval('()=>'.repeat(n) + '0'); return n }",
  'nested templates': "const f = (n) => { eval('`${'.repeat(n) + '0' + '}`'.repeat(n)); return n }",
  'nested conditions': "const f = (n) => { eval('0?0:'.repeat(n) + '0'); return n }",
  'nested operators': "const f = (n) => { eval('!'.repeat(n) + '0'); return n }",
  'nested assignments': "const f = (n) => { eval('var a;' + 'a='.repeat(n) + '0'); return n }",
  'nested ifs': "const f = (n) => { eval('if(1)'.repeat(n) + '0'); return n }",
  'nested classes': "const f = (n) => { eval('(class{a='.repeat(n) + '0' + '})'.repeat(n)); return n }",
  'nested patterns': "const f = (n) => { eval('(' + '['.repeat(n) + 'a' + ']'.repeat(n) + ')=>0'); return n }",
};
