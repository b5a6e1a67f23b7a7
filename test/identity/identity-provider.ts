import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, generateKeyPair, type JWK, SignJWT } from "jose";

type Key = { readonly kid: string; readonly jwk: JWK; readonly secret: CryptoKey };

/** Signs tokens and shows its public keys, as identity providers do. */
export class IdentityProvider {
  readonly #server: Server;
  #keys: Key[] = [];
  isAway = false;

  private constructor() {
    this.#server = createServer((_, response) => {
      if (this.isAway) return void response.writeHead(503).end();
      response.setHeader("Content-Type", "application/json");
      response.end(JSON.stringify({ keys: this.#keys.map(({ jwk }) => jwk) }));
    });
  }

  static async start(): Promise<IdentityProvider> {
    const self = new IdentityProvider();
    await self.addKey("2026-01");
    await once(self.#server.listen(0, "127.0.0.1"), "listening");
    return self;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async addKey(kid: string): Promise<void> {
    const { publicKey, privateKey } = await generateKeyPair("ES256");
    const jwk = { ...(await exportJWK(publicKey)), kid, alg: "ES256" };
    this.#keys.push({ kid, jwk, secret: privateKey });
  }

  withdrawKey(kid: string): void {
    this.#keys = this.#keys.filter((key) => key.kid !== kid);
  }

  /** A token for `sub`, signed by the key named `kid` or the newest. */
  token(
    sub: string,
    { expiresInS = 300, kid, audience = "chat" }: { expiresInS?: number; kid?: string; audience?: string } = {},
  ): Promise<string> {
    const key = this.#keys.find((each) => each.kid === kid) ?? this.#keys.at(-1);
    if (!key) throw new Error("no key");
    return new SignJWT({ name: sub.toUpperCase() })
      .setProtectedHeader({ alg: "ES256", kid: key.kid })
      .setSubject(sub)
      .setIssuer(this.url)
      .setAudience(audience)
      .setExpirationTime(Math.floor(Date.now() / 1_000) + expiresInS)
      .sign(key.secret);
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, "close");
  }
}
