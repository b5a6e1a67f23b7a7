import type { IncomingMessage, ServerResponse } from "node:http";
import { jwtVerify, SignJWT } from "jose";

export interface SignIn {
  /** Answers `/inbox/sign-in?name=Mia`; `false` where something else was asked for. */
  answer(request: IncomingMessage, response: ServerResponse): boolean;
  /** Whom a request's cookies name; `undefined` where they name nobody, or no longer. */
  operatorOf(cookies?: string): Promise<{ id: string; name: string; role: string; expiresAt: number } | undefined>;
}

/** Stands in for a site's own sign-in: it believes everybody, and gives them a cookie for what lies below /inbox. */
export function createSignIn(key: Uint8Array): SignIn {
  async function signIn(name: string, response: ServerResponse): Promise<void> {
    const token = new SignJWT({ name }).setProtectedHeader({ alg: "HS256" }).setExpirationTime("12h");
    const cookie = `operator=${await token.sign(key)}; Path=/inbox; HttpOnly; SameSite=Strict`;
    response.writeHead(303, { "Set-Cookie": cookie, Location: "/inbox", "Cache-Control": "no-store" }).end();
  }

  return {
    answer({ url = "" }, response) {
      const { pathname, searchParams } = new URL(url, "http://localhost");
      if (pathname !== "/inbox/sign-in") return false;
      void signIn(searchParams.get("name")?.slice(0, 40) || "Mia", response);
      return true;
    },
    async operatorOf(cookies = "") {
      const token = /(?:^|; )operator=([^;]+)/.exec(cookies)?.[1] ?? "";
      const verified = await jwtVerify<{ name: string }>(token, key).catch(() => undefined);
      if (!verified) return undefined;
      const { name, exp = 0 } = verified.payload;
      return { id: name, name, role: "operator", expiresAt: exp * 1_000 };
    },
  };
}
