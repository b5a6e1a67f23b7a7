/** Known to Cloudflare's runtime alone, and described in full by its own types. */
declare module "cloudflare:workers" {
  export const DurableObject: new (state: unknown, env: unknown) => object;
}
