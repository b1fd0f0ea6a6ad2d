/** Texts that tokenizers stumble over. All are in Unicode normal form C. */
export const TEXTS: readonly string[] = [
  'x=>Math.min(x%6+4,5)',
  'a=>a.map(x=>x+3).filter(x=>x%2===0).reduce((p,q)=>p+q,0)',
  'x: mod 6, add 4, min 5',
  'function add(a, b) {\n\treturn a + b;\n}\n',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the text holds a template.
  "const s = `it's ${'a'.repeat(3)}` // don't we'll I'm\r\n",
  '\n',
  ' ',
  '    four spaces,  two,\t\ttabs   \n\n\n',
  'trailing spaces   ',
  '0123456789 3.14159 -1e-10 0xff',
  'naïve café, Ærøskøbing, Straße',
  '日本語のテキストと中文',
  'Привет, мир. שלום عالم',
  '🙂👩‍👩‍👧‍👦🇫🇷 e\u{1F468}\u{1F3FD}',
  '\u0000\u0001\u007f\u0080\u009f',
  '\ufeffbyte order mark \ufeff',
  'é<0x41>Ġ Ċ ▁ \u00a0\u2028\u3000',
  '\ue000\ufffd\u{10ffff}',
  'if(a===b&&c!==d||e>=f){while(true)return null}else{let x=>=<=;}',
  '!@#$%^&*()_+-=[]{}|;:\'",./<>?`~\\',
];
