export { createEndpoint, type Endpoint, type EndpointOptions, languageOf, type Upgrade } from "./endpoint.ts";
export { isLoopback } from "./origin.ts";
export { answerPlain, type PlainAnswer } from "./probe.ts";
