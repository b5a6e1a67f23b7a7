import type { ChatOptions } from "@ws-chat/server";
import { createRemoteJWKSet, errors, jwtVerify } from "jose";

/** Believes the tokens of one identity provider, whose keys may change at any time. */
export function authenticateByToken(issuer: string): NonNullable<ChatOptions["authenticate"]> {
  // A key not known yet is looked for, but not more than once a second.
  const keys = createRemoteJWKSet(new URL("/.well-known/jwks.json", issuer), { cooldownDuration: 1_000 });
  return async ({ token }) => {
    if (!token) return undefined;
    try {
      const { payload } = await jwtVerify(token, keys, { issuer, audience: "chat", requiredClaims: ["sub", "exp"] });
      const { sub = "", exp = 0, name } = payload;
      return { id: sub, expiresAt: exp * 1_000, ...(typeof name === "string" && { name }) };
    } catch (error) {
      if (error instanceof errors.JWTExpired) return "expired";
      if (refusals.some((kind) => error instanceof kind)) return undefined;
      throw error; // The provider is away: clients come back later.
    }
  };
}

const refusals = [
  errors.JWTInvalid,
  errors.JWSInvalid,
  errors.JWSSignatureVerificationFailed,
  errors.JWTClaimValidationFailed,
  errors.JWKSNoMatchingKey,
  errors.JOSEAlgNotAllowed,
];
