/** What is asked for at `/never` is never answered. */
export function never() {
  return {
    name: "never",
    serve: ({ path }) => (path.startsWith("/never") ? new Promise(() => {}) : undefined),
  };
}
