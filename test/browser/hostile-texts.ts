// Everything here tells on itself where it works: it sets `__ran`, or asks the server for something named `stolen`.
const run = "window.__ran=1";
const load = "/stolen";

/** `text` with each character as an entity. */
const entities = (text: string): string =>
  Array.from(text, (character) => `&#x${character.charCodeAt(0).toString(16)};`).join("");

const scripts = [
  `<script>${run}</script>`,
  `<ScRiPt src="${load}.js"></sCrIpT >`,
  `<script\u0000>${run}</script>`,
  `<scr<script>ipt>${run}</scr</script>ipt>`,
  `</textarea></title></style></noscript></template><script>${run}</script>`,
  `"><script>${run}</script>`,
  `'><script>${run}</script><'`,
  `--><script>${run}</script><!--`,
  `]]><script>${run}</script>`,
  `\\u003cscript\\u003e${run}\\u003c/script\\u003e`,
  `%3Cscript%3E${run}%3C/script%3E`,
  `&lt;script&gt;${run}&lt;/script&gt;`,
  entities(`<script>${run}</script>`),
  `\uFF1Cscript\uFF1E${run}\uFF1C/script\uFF1E`,
  `+ADw-script+AD4-${run}+ADw-/script+AD4-`,
];

const elements = [
  `<img src=x onerror="${run}">`,
  `<img src="${load}.png" srcset="${load}-2.png 2x">`,
  `<img src=x:x onerror\u000C=\u000B${run}>`,
  `<image/src=x/onerror=${run}>`,
  `<video><source onerror="${run}"></video>`,
  `<audio src=x onerror=${run} autoplay>`,
  `<details open ontoggle="${run}">x</details>`,
  `<input autofocus onfocus="${run}">`,
  `<body onload="${run}">`,
  `<marquee onstart="${run}">x</marquee>`,
  `<style>@keyframes x{}</style><i style="animation-name:x" onanimationstart="${run}">x</i>`,
  `<style>@import "${load}.css"; * { background: url(${load}.png) }</style>`,
  `<link rel=stylesheet href="${load}.css"><link rel=prefetch href="${load}">`,
  `<iframe src="javascript:parent.__ran=1"></iframe>`,
  `<iframe srcdoc="<script>parent.__ran=1</script>"></iframe>`,
  `<object data="javascript:${run}"></object><embed src="${load}.swf">`,
  `<form action="javascript:${run}"><button autofocus>x</button></form>`,
  `<button formaction="javascript:${run}">x</button>`,
  `<meta http-equiv=refresh content="0;url=javascript:${run}">`,
  `<base href="https://evil.example/">`,
  `<dialog open onclose="${run}"><form method=dialog><button>x</button></form></dialog>`,
  `<button popovertarget=p>x</button><i popover id=p onbeforetoggle="${run}">x</i>`,
  `<template shadowrootmode=open><script>${run}</script></template>`,
  `<x contenteditable onblur=${run}>x</x>`,
  `<a href="javascript:${run}" ping="${load}">x</a>`,
  `<div is="x-y" slot="header">x</div>`,
];

const otherMarkup = [
  `<svg onload="${run}">`,
  `<svg><script>${run}</script></svg>`,
  `<svg><animate onbegin="${run}" attributeName=x dur=1s></svg>`,
  `<svg><a xlink:href="javascript:${run}"><text y=20>x</text></a></svg>`,
  `<svg><use href="data:image/svg+xml,<svg id='x' xmlns='http://www.w3.org/2000/svg'><image href='1' onerror='${run}'/></svg>#x"></svg>`,
  `<svg><foreignObject><img src=x onerror="${run}"></foreignObject></svg>`,
  `<math><mtext><table><mglyph><style><img src=x onerror="${run}">`,
  `<math href="javascript:${run}">x</math>`,
  `<math><annotation-xml encoding="text/html"><img src=x onerror=${run}></annotation-xml></math>`,
  `<noscript><p title="</noscript><img src=x onerror=${run}>">`,
  `<svg></p><style><a id="</style><img src=x onerror=${run}>">`,
  `<form><math><mtext></form><form><mglyph><style></math><img src=x onerror=${run}>`,
  `<listing>&lt;img src=x onerror=${run}&gt;</listing>`,
  `<a title="\`\`onmouseover=${run}">x</a>`,
  `<?xml-stylesheet href="javascript:${run}"?><!DOCTYPE x [<!ENTITY y "<script>${run}</script>">]>&y;`,
  `<![CDATA[<script>${run}</script>]]>`,
];

const templates = [
  `{{constructor.constructor('${run}')()}}`,
  `\${${run}}`,
  `<%= ${run} %>`,
  `#{${run}} *{${run}} [[${run}]]`,
  `lit$000000000$ <?lit$000000000$> <!--lit--> {{__proto__}}`,
  `$& $\` $' $1 \\u0000 %s %o %c`,
  `';${run};'`,
  `");${run};//`,
  `jaVasCript:/*-/*\`/*\\\`/*'/*"/**/(/* */oNcliCk=${run} )//%0D%0A//</stYle/</titLe/</teXtarEa/</scRipt/--!>\\x3csVg/<sVg/oNloAd=${run}//>`,
  `[x](javascript:${run}) ![x](${load}.png) [x]: javascript:${run} <javascript:${run}>`,
];

/** Addresses that must not become links, whatever a browser makes of them. */
export const hostileAddresses = [
  `javascript:${run}`,
  `JaVaScRiPt:${run}`,
  `java\tscript:${run}`,
  `java\nscript:${run}`,
  `\u0001\u0002javascript:${run}`,
  `\u00A0javascript:${run}`,
  `\u200Bjavascript:${run}`,
  `javascript&colon;${run}`,
  `${entities("javascript:")}${run}`,
  `javascript://example.com/%0A${run}`,
  `javascript://https://example.com/%0A${run}`,
  `data:text/html,<script>${run}</script>`,
  `data:text/html;base64,PHNjcmlwdD53aW5kb3cuX19yYW49MTwvc2NyaXB0Pg==`,
  `data:image/svg+xml,<svg onload="${run}"/>`,
  `vbscript:${run}`,
  `livescript:${run}`,
  `blob:https://example.com/x`,
  `filesystem:https://example.com/x`,
  `file:///etc/passwd`,
  `view-source:javascript:${run}`,
  `feed:javascript:${run}`,
  `jar:https://example.com!/x`,
  `intent://x#Intent;scheme=javascript;end`,
  `//evil.example/x`,
  `\\\\evil.example\\x`,
  `ftp://evil.example/x`,
  `ws://evil.example/x`,
];

/** Addresses in which something hides: they become links at most to where the text says they lead. */
export const disguisedAddresses = [
  `https://example.com/"onmouseover="${run}`,
  `https://example.com/' onmouseover='${run}`,
  `https://example.com/\`onmouseover=${run}`,
  `https://example.com/><script>${run}</script>`,
  `https://example.com/&quot;onmouseover=&quot;${run}`,
  `https://example.com/\u0000javascript:${run}`,
  `https://javascript:${run}@example.com/`,
  `https://paypal.com@evil.example/`,
  `https://раураl.com/`,
  `https://xn--80ak6aa92e.com/`,
  `https://example.com\u2044evil.example/`,
  `https://example.com\u3002evil.example/`,
  `https://example.com/\u202Egnp.exe`,
  `https://example.com\\@evil.example/`,
  `https://[::ffff:7f00:1]/`,
  `mailto:a@b.c?body=<script>${run}</script>`,
  `mailto:"><img src=x onerror=${run}>@b.c`,
];

/** Text that changes how what is around it reads. */
export const bidiTexts = [
  "\u202Etxet eht fo sdrawkcab\u202C",
  "\u202Eunended",
  "\u2067isolated, unended",
  "\u2066\u2066\u2066deep",
  "exe.\u202Egnp.malware",
  "\u200F\u061C\u200Emarks",
];

const names = ["__proto__", "constructor", "prototype", "toString", "hasOwnProperty", "then", "valueOf", "nodeType"];

/** Each class of what people have sent to make a page run their code. */
export const hostileTexts: readonly string[] = [
  ...scripts,
  ...elements,
  ...otherMarkup,
  ...templates,
  ...hostileAddresses,
  ...disguisedAddresses,
  ...bidiTexts,
  ...names,
];
