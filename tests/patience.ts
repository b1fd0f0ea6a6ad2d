/** How long a test waits, in ms: only what hangs takes longer, however busy the machine is. */
export const TEN_MINUTES = 600_000;
