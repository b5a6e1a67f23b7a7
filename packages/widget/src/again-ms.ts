/** After so long, what could not be loaded is asked for again: a network that is away now may be there later. */
export const againMs = 5_000;
