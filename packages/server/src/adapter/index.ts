export {
  createEndpoint,
  type Endpoint,
  type EndpointOptions,
  languageOf,
  type PlainRequest,
  type Upgrade,
} from "./endpoint.ts";
export { type UploadPath, uploadPathIn } from "../uploads/upload-path.ts";
export { isLoopback } from "./origin.ts";
export { atTurnEnd } from "./turn-end.ts";
