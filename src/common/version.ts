/** The version of Kata, as package.json has it: runs of another one may compute other bits. */
export const VERSION = '0.1.0';
