/** The families, in the order in which the mixture `families` asks them. */
import { arith2 } from './arith2';
import { countdown } from './countdown';
import type { Family } from './family';
import { listpipe } from './listpipe';
import { loop } from './loop';
import { pred } from './pred';
import { repair } from './repair';
import { strpipe } from './strpipe';

export const FAMILIES: readonly Family[] = [arith2, listpipe, strpipe, pred, loop, repair, countdown];
