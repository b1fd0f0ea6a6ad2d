/**
 * The chart library asks `Intl` for the browser's language as it loads, and a browser may name one that `Intl` refuses
 * (`en-US@posix` under LANG=C). Imported first, this leaves it a name that works, and so a page that is not blank.
 */
try {
  new Intl.NumberFormat(navigator.language);
} catch {
  Object.defineProperty(navigator, 'language', { value: 'en-US' });
}
