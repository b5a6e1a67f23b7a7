export {
  createEndpoint,
  type Endpoint,
  type EndpointOptions,
  languageOf,
  type PlainRequest,
  type Upgrade,
} from "./endpoint.ts";
export { isLoopback } from "./origin.ts";
