/** The lines of an answer to a `POST`, each as it comes. Throws where there is no whole answer. */
export async function* post(url: string, body: object, signal: AbortSignal): AsyncGenerator<string, void> {
  const response = await fetch(url.replace("ws", "http"), {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
    // As a WebSocket has it.
    credentials: "include",
    // Whoever is redirected to would get the secret.
    redirect: "error",
    cache: "no-store",
    signal,
  });
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  const decoder = new TextDecoder();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    const lines = (rest + decoder.decode(value, { stream: !done })).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
    if (done) return;
  }
}
